package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.json.LooseJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A report of WhatsApp about the account, a template or a number, in words that may be shown and
/// logged: letters, digits and `_ - . ,` only, never what a customer wrote. Source: Cloud API docs,
/// "Webhooks > Reference".
///
/// ```
/// message_template_status_update weekend_offer/en_US: PAUSED FIRST_PAUSE
/// account_update: DISABLED_UPDATE SCHEDULE_FOR_DISABLE
/// errors: 130429
/// ```
///
/// @param kind a field, `errors` for a value that holds nothing but errors, or `history`; one of a
///   few words
/// @param subject the subject of the report, at most 128 characters; null for the account
/// @param state the current state, at most 128 characters
/// @param at the time of the change
/// @param attention whether somebody should do something about it
public record AccountReport(
    String kind, @Nullable String subject, String state, Instant at, boolean attention) {
  private static final int MAX_WORD = 64;
  private static final String QUALITY = "message_template_quality_update";
  private static final String QUALITY_SCORE = "new_quality_score";

  /// The fields of various reports that contain the newest state; the first one present counts.
  private static final List<String> STATES =
      List.of(
          QUALITY_SCORE,
          "event",
          "new_category",
          "decision",
          "alert_type",
          "status",
          "type",
          "max_daily_conversations_per_business",
          "max_daily_conversation_per_phone");

  /// Fields with details, next to the state or in an object.
  private static final List<String> DETAILS =
      List.of(
          "waba_ban_state",
          "violation_type",
          "restriction_type",
          "title",
          "reason",
          "alert_severity",
          "alert_status");

  private static final List<String> INSIDE =
      List.of(
          "ban_info",
          "violation_info",
          "other_info",
          "rejection_info",
          "disconnection_info",
          "alert_info");

  /// Words of a state or detail that need attention.
  private static final Set<String> BAD =
      Set.of(
          "ACCOUNT_DELETED",
          "ACCOUNT_OFFBOARDED",
          "ACCOUNT_RESTRICTION",
          "ACCOUNT_VIOLATION",
          "CRITICAL",
          "DISABLE",
          "DISABLED",
          "DISABLED_UPDATE",
          "DOWNGRADE",
          "FLAGGED",
          "LIMIT_EXCEEDED",
          "LOCKED",
          "PARTNER_APP_UNINSTALLED",
          "PARTNER_REMOVED",
          "PAUSED",
          "PROFILE_PICTURE_LOST",
          "RED",
          "REJECTED",
          "SCHEDULE_FOR_DISABLE",
          "WARNING");

  /// Words that cancel the need for attention.
  private static final Set<String> GOOD = Set.of("REINSTATE", "REINSTATED");

  /// Reads a report of a field for the account's administration.
  ///
  /// @param at the time according to Meta, or the time of arrival
  static AccountReport of(String field, JsonNode value, Instant at) {
    // Meta's own sample of a quality report has the field of a status report.
    boolean quality = LooseJson.text(value, QUALITY_SCORE) != null;
    String kind = quality ? QUALITY : WebhookFields.kind(field);
    JsonNode report = report(value);
    String first = first(report, value);
    StringBuilder state = new StringBuilder(first == null ? "reported" : first);
    boolean bad = first != null && BAD.contains(first);
    boolean good = false;
    for (String detail : details(report, value)) {
      bad |= BAD.contains(detail);
      good |= GOOD.contains(detail);
      if (!detail.equals(first) && state.length() + detail.length() < 2 * MAX_WORD) {
        state.append(' ').append(detail);
      }
    }
    String subject = kind.equals("account_update") ? first : subject(value);
    return new AccountReport(kind, subject, state.toString(), at, bad && !good);
  }

  /// Whether it says that a template of the account has changed.
  public boolean isOfTemplates() {
    return WebhookFields.isOfTemplates(kind);
  }

  /// The report of a value that contains only an error.
  static AccountReport ofError(long code, Instant at) {
    return new AccountReport("errors", Long.toString(code), Long.toString(code), at, true);
  }

  /// The report on the progress of a phone's history.
  static AccountReport ofHistory(String state, boolean attention, Reading reading) {
    return new AccountReport("history", null, state, reading.receivedAt, attention);
  }

  /// The object that contains the report: the first element if the value has a list, as reports
  /// about groups have.
  private static JsonNode report(JsonNode value) {
    JsonNode groups = LooseJson.array(value, "groups");
    return groups == null || groups.isEmpty() ? value : groups.get(0);
  }

  private static @Nullable String first(JsonNode report, JsonNode value) {
    JsonNode alert = LooseJson.object(value, "alert_info");
    for (String name : STATES) {
      String word = word(report, name);
      word = word == null && alert != null ? word(alert, name) : word;
      if (word != null) {
        return word;
      }
    }
    return null;
  }

  private static List<String> details(JsonNode report, JsonNode value) {
    List<String> details = new ArrayList<>();
    for (String name : DETAILS) {
      add(details, word(report, name));
      for (String object : INSIDE) {
        JsonNode inside = LooseJson.object(value, object);
        add(details, inside == null ? null : word(inside, name));
      }
    }
    return details;
  }

  private static void add(List<String> details, @Nullable String word) {
    if (word != null && !word.equals("NONE") && !details.contains(word)) {
      details.add(word);
    }
  }

  private static @Nullable String subject(JsonNode value) {
    String template = word(value, "message_template_name");
    if (template != null) {
      String language = word(value, "message_template_language");
      // the API writes en_US, webhooks write en-US
      return language == null ? template : template + "/" + language.replace('-', '_');
    }
    String number = IdReader.digits(LooseJson.word(value.get("display_phone_number")));
    return number == null
        ? null
        : "number_ending_" + number.substring(Math.max(0, number.length() - 4));
  }

  /// A word of the protocol in a form that may be shown.
  private static @Nullable String word(JsonNode parent, String name) {
    String word = LooseJson.word(parent.get(name));
    return word == null || word.isBlank() ? null : UnreadParts.plain(word.strip());
  }
}
