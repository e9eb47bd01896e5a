package dev.parley.http;

import dev.parley.api.MessageJson;
import dev.parley.chat.Conversations;
import dev.parley.chat.Direction;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Refusal;
import dev.parley.chat.SendOutcome.AlreadyStored;
import dev.parley.chat.SendOutcome.IdTaken;
import dev.parley.chat.SendOutcome.Stored;
import dev.parley.chat.SendRequest;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /api/send` with `{"wa_id": "1234567890", "text": "Hello"}` stores a text in a chat.
///
/// 201 and the message; 200 and the stored message when its id was used for the same text before;
/// `conflict` when it was used for another. The id is the body's `id` or the header
/// `Idempotency-Key`.
final class SendMessage implements Endpoint {
  private static final String REQUIRED = "wa_id and text are required";
  private static final String KEY_HEADER = "Idempotency-Key";

  private final Conversations conversations;

  SendMessage(Conversations conversations) {
    this.conversations = conversations;
  }

  @Override
  public Response handle(Request request) {
    return switch (conversations.send(parse(request))) {
      case Stored(var message) -> answer(201, message);
      case AlreadyStored(var message) -> answer(200, message);
      case IdTaken(var id) ->
          throw new Refusal(
              ErrorCode.CONFLICT,
              "The id is taken by another message",
              List.of(new Refusal.Problem("id", id + " names a message with other content")));
    };
  }

  private static SendRequest parse(Request request) {
    Fields fields = request.fields("wa_id", "text", "type", "id", "timestamp", "reply_to");
    WaId waId = fields.waId("wa_id");
    String text = fields.text("text");
    boolean missing = fields.lacks("wa_id", "text");
    MessageId id = id(fields, request.header(KEY_HEADER));
    Direction direction = direction(fields);
    Instant timestamp = fields.time("timestamp");
    MessageId replyTo = fields.messageId("reply_to");
    fields.check(missing ? REQUIRED : null);
    if (waId == null || text == null) {
      throw new IllegalStateException("the check lets neither pass");
    }
    return new SendRequest(id, waId, text, direction, timestamp, replyTo);
  }

  private static @Nullable MessageId id(Fields fields, @Nullable String header) {
    MessageId id = fields.messageId("id");
    if (id != null || header == null) {
      return id;
    }
    if (MessageId.isValid(header)) {
      return new MessageId(header);
    }
    fields.wrong(KEY_HEADER, MessageId.ALLOWED);
    return null;
  }

  private static Direction direction(Fields fields) {
    String type = fields.text("type");
    if (type == null || type.equals(MessageJson.word(Direction.OUTGOING))) {
      return Direction.OUTGOING;
    }
    if (!type.equals(MessageJson.word(Direction.INCOMING))) {
      fields.wrong("type", "must be outgoing or incoming");
    }
    return Direction.INCOMING;
  }

  private static Response answer(int status, Message message) {
    return Response.json(
        status,
        json -> {
          json.writeStartObject();
          json.writeBooleanField("success", true);
          json.writeFieldName("message");
          MessageJson.write(json, message);
          json.writeEndObject();
        });
  }
}
