package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.metrics.Metrics;
import dev.parley.whatsapp.webhook.AccountReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Tests the newest reports of WhatsApp about the account.
final class AccountNewsTest {
  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

  @AutoClose private final Metrics metrics = new Metrics();
  private final AccountNews news = new AccountNews(Clock.fixed(NOON, ZoneOffset.UTC), metrics);

  private static AccountReport paused(String template, Instant at) {
    return new AccountReport("message_template_status_update", template, "PAUSED", at, true);
  }

  private static AccountReport approved(String template, Instant at) {
    return new AccountReport("message_template_status_update", template, "APPROVED", at, false);
  }

  @Test
  void theNewestReportOfASubjectCounts() {
    news.accept(paused("offer", NOON.minusSeconds(60)));
    news.accept(approved("offer", NOON));
    news.accept(paused("hours", NOON));

    assertEquals(List.of(paused("hours", NOON)), news.needsAttention());
    assertEquals(2, news.all().size());
  }

  @Test
  void lateReportsDoNotReplaceNewerOnes() {
    news.accept(approved("offer", NOON));
    news.accept(paused("offer", NOON.minusSeconds(60)));

    assertEquals(List.of(approved("offer", NOON)), news.all());
  }

  @Test
  void reportsExpireAfterAWeek() {
    news.accept(paused("offer", NOON.minus(Duration.ofDays(7)).plusSeconds(1)));
    news.accept(paused("hours", NOON.minus(Duration.ofDays(7))));

    assertEquals(
        List.of("offer"), news.needsAttention().stream().map(AccountReport::subject).toList());
  }

  @Test
  void onlyTheLatestReportsAreKept() {
    for (int i = 0; i < 1_000; i++) {
      news.accept(paused("template_" + i, NOON));
    }

    assertEquals(200, news.all().size());
    assertTrue(news.all().contains(paused("template_999", NOON)));
    assertTrue(news.all().contains(paused("template_800", NOON)));
  }

  @Test
  void restoredReportsAreNotCountedAgain() {
    news.note(paused("offer", NOON));

    assertEquals(List.of(paused("offer", NOON)), news.needsAttention());
    assertFalse(metrics.scrape().contains("parley_whatsapp_reports_total"), metrics::scrape);
  }
}
