package dev.parley.http;

import dev.parley.log.RareLog;
import dev.parley.whatsapp.webhook.AccountReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The newest reports of WhatsApp about the account, its numbers and templates, for `/health`.
/// Remembers 200 subjects; the subject with the oldest report is dropped first. After a restart
/// [AccountRecall] reads them from the stored bodies.
///
/// Safe for use by many threads; never blocks for long.
public final class AccountNews implements Consumer<AccountReport> {
  private static final Logger LOG = LoggerFactory.getLogger(AccountNews.class);
  private static final int MOST = 200;

  /// How long a report is shown, unless a newer one replaces it.
  private static final Duration ASKS_FOR = Duration.ofDays(7);

  private final RareLog needsAttention =
      new RareLog(
          LOG, "WhatsApp reported something about the account that somebody should look at");
  private final Clock clock;
  private final HttpListener listener;

  // guarded by its own monitor; the newest report is the last entry
  private final Map<Subject, AccountReport> newest = new LinkedHashMap<>();

  private record Subject(String kind, @Nullable String subject) {}

  public AccountNews(Clock clock, HttpListener listener) {
    this.clock = clock;
    this.listener = listener;
  }

  /// Records a report that has just arrived, unless a newer one about the same subject is known.
  @Override
  public void accept(AccountReport report) {
    listener.reported(report.kind(), report.attention());
    if (note(report) && report.attention()) {
      needsAttention.warn("report", report.kind() + " " + report.state());
    }
  }

  /// Records a report of any age, unless a newer one about the same subject is known.
  ///
  /// @return whether it is newer than the known report
  boolean note(AccountReport report) {
    Subject subject = new Subject(report.kind(), report.subject());
    synchronized (newest) {
      AccountReport known = newest.get(subject);
      if (known != null && known.at().isAfter(report.at())) {
        return false;
      }
      newest.remove(subject);
      newest.put(subject, report);
      if (newest.size() > MOST) {
        newest.remove(newest.keySet().iterator().next());
      }
      return true;
    }
  }

  /// All known reports, the newest first.
  public List<AccountReport> all() {
    synchronized (newest) {
      return newest.values().stream()
          .sorted(Comparator.comparing(AccountReport::at).reversed())
          .toList();
    }
  }

  /// The reports that need attention, the newest first.
  List<AccountReport> needsAttention() {
    Instant since = clock.instant().minus(ASKS_FOR);
    return all().stream()
        .filter(report -> report.attention() && report.at().isAfter(since))
        .toList();
  }
}
