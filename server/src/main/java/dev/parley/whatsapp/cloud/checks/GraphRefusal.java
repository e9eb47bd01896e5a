package dev.parley.whatsapp.cloud.checks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.advice.Advice;
import dev.parley.doctor.Verdict;
import dev.parley.json.LooseJson;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The Graph API answered, but without the requested data.
final class GraphRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  /// A field, a parameter or an object does not exist.
  private static final int UNKNOWN = 100;

  private static final int UNKNOWN_OBJECT = 33;
  private static final int TITLE = 200;
  private static final Pattern AROUND = Pattern.compile("^\\(#[0-9]+\\) |[.\\s]+$");
  private static final String IDS =
      "Compare PHONE_NUMBER_ID and BUSINESS_ACCOUNT_ID with the App Dashboard (WhatsApp, API"
          + " Setup).";

  private final int code;
  private final int subcode;
  private final String title;

  private GraphRefusal(int code, int subcode, String title) {
    super(title, null, false, false);
    this.code = code;
    this.subcode = subcode;
    this.title = title;
  }

  /// @param error the object `error` of an answer
  static GraphRefusal of(JsonNode error) {
    @Nullable String message = LooseJson.text(error, "message", TITLE);
    return new GraphRefusal(
        error.path("code").asInt(-1),
        error.path("error_subcode").asInt(),
        message == null || message.isBlank()
            ? "no reason given"
            : AROUND.matcher(message).replaceAll(""));
  }

  /// An answer that is not the Graph API's: a proxy's page, or nothing.
  static GraphRefusal strange(int status) {
    return new GraphRefusal(
        -1, 0, "an answer with status %d that is not the Graph API's".formatted(status));
  }

  /// Whether a field or a parameter of the request is unknown to Meta.
  boolean isUnknownField() {
    return code == UNKNOWN && subcode != UNKNOWN_OBJECT;
  }

  /// Meta's message, without a full stop.
  String title() {
    return title;
  }

  /// Whether something other than the Graph API answered.
  boolean isStrange() {
    return code < 0;
  }

  /// The verdict of a check that cannot continue.
  ///
  /// @param effect what does not work because of it, as a clause
  Verdict verdict(String effect) {
    String advice =
        code == UNKNOWN
            ? IDS
            : Advice.on(code)
                .orElse("Run the doctor again in some minutes; then see the app's pages at Meta.");
    return Verdict.fail(
        "Meta refuses, so %s: %s%s.".formatted(effect, title, code > 0 ? " (" + code + ")" : ""),
        advice);
  }
}
