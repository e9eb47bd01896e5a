package dev.parley.whatsapp.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Failure;
import dev.parley.outbox.Outcome;
import dev.parley.text.Text;
import java.util.Set;
import java.util.regex.Pattern;

/// Decides what an error of the Graph API means for a message. Decides only by the code, because
/// Meta changes the wording at any time. Source: Cloud API docs, "Error codes".
///
/// ```json
/// {"error": {"message": "(#130429) Rate limit hit", "type": "OAuthException", "code": 130429,
///  "error_data": {"messaging_product": "whatsapp", "details": "..."}, "fbtrace_id": "Az8o"}}
/// ```
final class GraphErrors {
  private static final int LONGEST = 300;

  /// The prefix of a message: the code, which is shown separately. Reports of failure have no such
  /// prefix.
  private static final Pattern CODE = Pattern.compile("^\\(#[0-9]+\\) *");

  private static final int NOT_SIGNED_IN = 0;
  private static final int TOKEN = 190;
  private static final int PARAMETER = 100;
  private static final int UNKNOWN_ID = 33;

  /// Errors with which WhatsApp refuses a message before it processes it, because the business has
  /// sent too much.
  private static final Set<Integer> TOO_MUCH = Set.of(4, 80007, 130429);

  /// Errors with which WhatsApp refuses a message before it processes it, because the business has
  /// sent too much to one customer or group.
  private static final Set<Integer> TOO_MUCH_FOR_ONE = Set.of(131056, 131208);

  /// Errors after which WhatsApp may have accepted the message nevertheless.
  private static final Set<Integer> UNCLEAR = Set.of(1, 2, 131000, 131016, 131057, 133004, 2494100);

  /// Errors after which a person has to repair the account, the number or the token. Codes that
  /// stop only templates or calls (131063, 131064, 131044) are not among them: other messages are
  /// still sent.
  private static final Set<Integer> ACCOUNT =
      Set.of(
          0, 3, 10, 33, 190, 368, 131005, 131031, 131037, 131042, 131045, 131048, 133000, 133005,
          133006, 133008, 133009, 133010, 133015, 133016, 134011, 134102, 136024);

  private GraphErrors() {}

  /// @param error the object `error` of an answer
  static Outcome outcome(JsonNode error) {
    int code = error.path("code").asInt(-1);
    boolean subcodeOfId = isOfUnknownId(code, error);
    Failure reason = reason(shownCode(code, subcodeOfId), error);
    if (TOO_MUCH_FOR_ONE.contains(code)) {
      return new Outcome.NotNow(reason, Outcome.Scope.CHAT);
    }
    if (TOO_MUCH.contains(code)) {
      return new Outcome.NotNow(reason, Outcome.Scope.NUMBER);
    }
    if (ACCOUNT.contains(code) || (code >= 200 && code <= 299) || subcodeOfId) {
      return new Outcome.Stopped(reason);
    }
    if (code < 0 || UNCLEAR.contains(code) || error.path("is_transient").asBoolean()) {
      return new Outcome.Unknown(reason);
    }
    return new Outcome.Refused(reason);
  }

  /// The failure that an error describes, for people.
  ///
  /// @param error the object `error` of an answer
  static Failure reason(JsonNode error) {
    int code = error.path("code").asInt(-1);
    return reason(shownCode(code, isOfUnknownId(code, error)), error);
  }

  private static boolean isOfUnknownId(int code, JsonNode error) {
    return code == PARAMETER && error.path("error_subcode").asInt() == UNKNOWN_ID;
  }

  /// The code for people: some codes are replaced by another one that names the problem.
  private static int shownCode(int code, boolean subcodeOfId) {
    if (code == NOT_SIGNED_IN) { // 0 is the code of Parley's own failures
      return TOKEN;
    }
    return subcodeOfId ? UNKNOWN_ID : Math.max(0, code);
  }

  private static Failure reason(int code, JsonNode error) {
    JsonNode data = error.path("error_data");
    String details = data.isTextual() ? data.textValue() : data.path("details").asText("");
    String message = error.path("message").asText("");
    String title = Text.clean(Text.cut(CODE.matcher(message).replaceFirst(""), LONGEST));
    return new Failure(
        code,
        title.isBlank() ? "WhatsApp answered with an error" : title,
        details.isBlank() ? null : Text.clean(Text.cut(details, LONGEST)));
  }
}
