package dev.parley.whatsapp.cloud.checks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.advice.Advice;
import dev.parley.doctor.Verdict;
import dev.parley.json.LooseJson;
import org.jspecify.annotations.Nullable;

/// The Graph API answered, but not with what was asked for.
final class GraphRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  /// A field, a parameter or an object that is not there.
  private static final int UNKNOWN = 100;

  private static final int UNKNOWN_OBJECT = 33;
  private static final int TITLE = 200;

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
        message == null || message.isBlank() ? "no reason given" : message);
  }

  /// An answer that is not the Graph API's: a proxy's page, or nothing.
  static GraphRefusal strange(int status) {
    return new GraphRefusal(-1, 0, "an answer with status %d that is not JSON".formatted(status));
  }

  /// Whether what was named is unknown: a field or a parameter.
  boolean isUnknownField() {
    return code == UNKNOWN && subcode != UNKNOWN_OBJECT;
  }

  /// Whether something else than the Graph API answered.
  boolean isStrange() {
    return code < 0;
  }

  /// For a check that learns nothing.
  ///
  /// @param effect what does not work then, as a clause
  Verdict verdict(String effect) {
    int known = code == UNKNOWN && subcode == UNKNOWN_OBJECT ? UNKNOWN_OBJECT : code;
    return Verdict.fail(
        "Meta refuses, so %s: %s%s."
            .formatted(effect, title.replaceAll("[.\\s]+$", ""), code > 0 ? " (" + code + ")" : ""),
        Advice.on(known)
            .orElse("Run the doctor again in some minutes; then look at the app's pages at Meta."));
  }
}
