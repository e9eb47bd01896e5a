package dev.parley.whatsapp.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests WhatsApp's reports about the account, its numbers and templates.
final class AccountReportTest {
  private static final String TEMPLATE =
      "\"message_template_name\":\"offer\",\"message_template_language\":\"en-US\"";

  private static List<AccountReport> reports(String body) {
    return assertInstanceOf(Parsed.Understood.class, Read.parse(body)).reports();
  }

  private static AccountReport report(String field, String members) {
    return reports(Read.change(field, members)).getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"event\":\"DISABLED_UPDATE\",\"ban_info\":{\"waba_ban_state\":\"DISABLE\"}"
            + " | DISABLED_UPDATE | DISABLED_UPDATE DISABLE | true",
        "\"event\":\"DISABLED_UPDATE\",\"ban_info\":{\"waba_ban_state\":\"REINSTATE\"}"
            + " | DISABLED_UPDATE | DISABLED_UPDATE REINSTATE | false",
        "\"event\":\"ACCOUNT_VIOLATION\",\"violation_info\":{\"violation_type\":\"SCAM\"}"
            + " | ACCOUNT_VIOLATION | ACCOUNT_VIOLATION SCAM | true",
        "\"event\":\"VOLUME_BASED_PRICING_TIER_UPDATE\""
            + " | VOLUME_BASED_PRICING_TIER_UPDATE | VOLUME_BASED_PRICING_TIER_UPDATE | false",
        "\"event\":\"ACCOUNT_RECONNECTED\" | ACCOUNT_RECONNECTED | ACCOUNT_RECONNECTED | false",
        "\"event\":5 | 5 | 5 | false",
        "\"x\":1 | | reported | false"
      })
  void accountProblemsNeedAttention(
      String members, @Nullable String subject, String state, boolean attention) {
    assertEquals(
        new AccountReport("account_update", subject, state, Read.RECEIVED, attention),
        report("account_update", members));
  }

  @ParameterizedTest
  @CsvSource({
    "APPROVED, NONE, APPROVED, false",
    "REJECTED, INVALID_FORMAT, REJECTED INVALID_FORMAT, true",
    "PAUSED, NONE, PAUSED, true",
    "REINSTATED, NONE, REINSTATED, false"
  })
  void templateProblemsNeedAttention(String event, String reason, String state, boolean attention) {
    assertEquals(
        new AccountReport(
            "message_template_status_update", "offer/en_US", state, Read.RECEIVED, attention),
        report(
            "message_template_status_update",
            "\"event\":\"%s\",\"reason\":\"%s\",%s".formatted(event, reason, TEMPLATE)));
  }

  @Test
  void qualityReportsAreRecognizedByContent() {
    assertEquals(
        new AccountReport(
            "message_template_quality_update", "offer/en_US", "RED", Read.RECEIVED, true),
        report(
            "message_template_status_update",
            "\"previous_quality_score\":\"GREEN\",\"new_quality_score\":\"RED\"," + TEMPLATE));
  }

  @Test
  void anAlertMayBeInAnObject() {
    assertEquals(
        new AccountReport(
            "account_alerts", null, "PROFILE_PICTURE_LOST CRITICAL", Read.RECEIVED, true),
        report(
            "account_alerts",
            """
            "alert_info":{"alert_severity":"CRITICAL","alert_status":"NONE",
            "alert_type":"PROFILE_PICTURE_LOST"}\
            """));
  }

  @Test
  void metasTimeIsUsed() {
    String body =
        """
        {"entry":[{"time":1789030000,"changes":[{"field":"security","value":{"event":"PIN_CHANGED"}}]}]}
        """;

    assertEquals(Instant.ofEpochSecond(1_789_030_000), reports(body).getFirst().at());
  }

  @Test
  void aFutureTimeIsNotUsed() {
    String body =
        """
        {"entry":[{"time":1999999999,"changes":[{"field":"security","value":{"event":"PIN_CHANGED"}}]}]}
        """;

    assertEquals(Read.RECEIVED, reports(body).getFirst().at());
  }

  @Test
  void errorsOfAWholeValueAreReportedByCode() {
    assertEquals(
        List.of(
            new AccountReport("errors", "130429", "130429", Read.RECEIVED, true),
            new AccountReport("errors", "0", "0", Read.RECEIVED, true)),
        reports(Read.value("\"errors\":[{\"code\":130429,\"title\":\"Rate limit hit\"},{}]")));
  }

  @Test
  void errorsOfEmptyMessagesAreNotAccountReports() {
    assertEquals(
        List.of(),
        reports(
            Read.value(
                """
                "messages":[{"id":"wamid.M","from":"1","type":"interactive"}],
                "errors":[{"code":131000}]\
                """)));
  }

  @Test
  void customerReportsAreNotAccountReports() {
    assertEquals(
        List.of(),
        reports(
            Read.change("user_preferences", "\"user_preferences\":[{\"wa_id\":\"12025550117\"}]")));
  }

  @Test
  void unknownTemplateFieldsHaveACommonKind() {
    assertEquals(
        "message_template_other", report("message_template_mood_update", "\"event\":\"X\"").kind());
  }

  @Test
  void reportsContainNoUnsafeText() {
    AccountReport report =
        report(
            "message_template_status_update",
            "\"event\":\"<b>\\n" + "x".repeat(500) + "\",\"message_template_name\":\"a b<i>\"");

    String shown = report.state() + report.subject();
    assertFalse(shown.matches(".*[^A-Za-z0-9_.?-].*"), shown);
    assertEquals(64, report.state().length());
  }
}
