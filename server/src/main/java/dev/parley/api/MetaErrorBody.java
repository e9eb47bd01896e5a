package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal.Problem;
import java.io.IOException;

/// The reason for which a request was refused, in the form that programs for Meta's Cloud API
/// expect. Source: Cloud API docs, "Error codes", and Graph API docs, "Handle errors".
///
/// ```json
/// {"error": {"message": "(#131009) Parameter value is not valid", "type": "OAuthException",
///  "code": 131009, "error_data": {"messaging_product": "whatsapp",
///  "details": "to must be a phone number"}, "fbtrace_id": "k3f9a-1c"}}
/// ```
///
/// @param error Parley's own error; its message becomes `details`, its request id `fbtrace_id`
public record MetaErrorBody(ErrorBody error) {
  private static final int NO_SUCH_OBJECT = 33;

  /// Meta's code and title for an error.
  ///
  /// @param passes whether the error is temporary
  private record Meaning(int code, String title, boolean passes) {
    Meaning(int code, String title) {
      this(code, title, false);
    }
  }

  private static final Meaning PARAMETER = new Meaning(100, "Invalid parameter");
  private static final Meaning MISSING = new Meaning(131008, "Required parameter is missing");
  private static final Meaning VALUE = new Meaning(131009, "Parameter value is not valid");
  private static final Meaning TYPE = new Meaning(131051, "Unsupported message type");
  private static final Meaning TOKEN = new Meaning(190, "Invalid OAuth access token");
  private static final Meaning PERMISSION =
      new Meaning(10, "Application does not have permission for this action");
  private static final Meaning WINDOW = new Meaning(131047, "Re-engagement message");
  private static final Meaning THROUGHPUT = new Meaning(130429, "Rate limit hit", true);
  private static final Meaning UNKNOWN = new Meaning(1, "API Unknown");
  private static final Meaning UNAVAILABLE = new Meaning(2, "API Service", true);

  private Meaning meaning() {
    return switch (error.code()) {
      case INVALID_REQUEST ->
          error.details().isEmpty() ? PARAMETER : of(error.details().getFirst());
      case UNAUTHORIZED -> TOKEN;
      case FORBIDDEN -> PERMISSION;
      case NOT_FOUND, METHOD_NOT_ALLOWED, CONFLICT, NOT_FAILED, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE ->
          PARAMETER;
      case WINDOW_CLOSED -> WINDOW;
      case RATE_LIMITED -> THROUGHPUT;
      case INTERNAL -> UNKNOWN;
      case REQUEST_TIMEOUT, OVERLOADED, STORE_UNAVAILABLE, WHATSAPP_UNAVAILABLE -> UNAVAILABLE;
    };
  }

  private static Meaning of(Problem problem) {
    if (problem.field().equals("messaging_product")) {
      return PARAMETER;
    }
    if (problem.problem().startsWith("is required")) {
      return MISSING;
    }
    return problem.field().equals("type") ? TYPE : VALUE;
  }

  /// Writes the body.
  public void writeTo(JsonGenerator json) throws IOException {
    Meaning meaning = meaning();
    boolean absent = error.code() == ErrorCode.NOT_FOUND;
    json.writeStartObject();
    json.writeObjectFieldStart("error");
    json.writeStringField("message", "(#%d) %s".formatted(meaning.code, meaning.title));
    json.writeStringField("type", absent ? "GraphMethodException" : "OAuthException");
    json.writeNumberField("code", meaning.code);
    if (absent) {
      json.writeNumberField("error_subcode", NO_SUCH_OBJECT);
    }
    if (meaning.passes) {
      json.writeBooleanField("is_transient", true);
    }
    json.writeObjectFieldStart("error_data");
    json.writeStringField("messaging_product", "whatsapp");
    json.writeStringField("details", error.error());
    json.writeEndObject();
    json.writeStringField("fbtrace_id", error.requestId());
    json.writeEndObject();
    json.writeEndObject();
  }
}
