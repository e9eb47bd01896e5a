package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Message;
import dev.parley.chat.Quotes;
import dev.parley.chat.Refusal;
import java.io.IOException;
import java.util.List;

/// The reason for which a request was refused, as clients see it, also in acknowledgements.
///
/// ```json
/// {"error": "text must not be blank", "code": "invalid_request", "requestId": "k3f9a-1c",
///  "details": [{"field": "text", "problem": "must not be blank"}]}
/// ```
///
/// @param messages the messages that the client has to read before it tries again
public record ErrorBody(
    String error,
    ErrorCode code,
    String requestId,
    List<Refusal.Problem> details,
    List<Message> messages) {

  /// The body for `refusal`.
  public static ErrorBody of(Refusal refusal, String requestId) {
    return new ErrorBody(
        refusal.sentence(), refusal.code(), requestId, refusal.problems(), refusal.messages());
  }

  /// The body for a fault of the server, without details.
  public static ErrorBody internal(String requestId) {
    return new ErrorBody(
        "Internal error; the log contains it under this request id",
        ErrorCode.INTERNAL,
        requestId,
        List.of(),
        List.of());
  }

  /// Writes the body; `details` and `messages` only if there are any.
  public void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("error", error);
    json.writeStringField("code", code.wire());
    json.writeStringField("requestId", requestId);
    if (!details.isEmpty()) {
      json.writeArrayFieldStart("details");
      for (Refusal.Problem detail : details) {
        json.writeStartObject();
        json.writeStringField("field", detail.field());
        json.writeStringField("problem", detail.problem());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    if (!messages.isEmpty()) {
      json.writeArrayFieldStart("messages");
      for (Message message : messages) {
        MessageJson.write(json, message, Quotes.NONE, FileLinks.PLAIN);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
