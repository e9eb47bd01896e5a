package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.access.Sender;
import dev.parley.advice.Advice;
import dev.parley.chat.Body;
import dev.parley.chat.ContentFields;
import dev.parley.chat.Delivery;
import dev.parley.chat.Direction;
import dev.parley.chat.Failure;
import dev.parley.chat.MediaFile;
import dev.parley.chat.Message;
import dev.parley.chat.Party;
import dev.parley.chat.Quote;
import dev.parley.chat.Quotes;
import dev.parley.chat.Reaction;
import dev.parley.chat.Receipt;
import dev.parley.chat.Status;
import dev.parley.chat.StatusTimes;
import dev.parley.chat.StreamPosition;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A message as clients see it.
///
/// ```json
/// {"id": "msg_1", "meta_msg_id": "msg_1", "wa_id": "1234567890", "phone": "+1234567890",
///  "name": "You", "text": "Hello", "type": "outgoing", "timestamp": "2025-08-07T10:30:00.000Z",
///  "status": "sent", "delivery": "pending", "from": null, "to": "1234567890", "message_type": "text",
///  "createdAt": "2025-08-07T10:30:00.000Z", "updatedAt": "2025-08-07T10:30:00.000Z", "seq": 1,
///  "reply_to": null, "edited_at": null, "content": null, "reactions": [], "error": null,
///  "status_times": {"sent": "2025-08-07T10:30:00.000Z"}, "rev": 100}
/// ```
public final class MessageJson {
  private static final Status[] TIMED = {
    Status.SENT, Status.DELIVERED, Status.READ, Status.PLAYED, Status.FAILED
  };

  private MessageJson() {}

  /// Writes `message`.
  ///
  /// @param quotes the message that it quotes, if it is an answer
  public static void write(JsonGenerator json, Message message, Quotes quotes, FileLinks links)
      throws IOException {
    json.writeStartObject();
    fields(json, message, quotes, links);
    json.writeEndObject();
  }

  /// Writes `message` as the payload of an event.
  ///
  /// @param position the position after the change, written as `position`
  public static void write(
      JsonGenerator json, Message message, Quotes quotes, StreamPosition position, FileLinks links)
      throws IOException {
    json.writeStartObject();
    fields(json, message, quotes, links);
    json.writeStringField("position", position.toString());
    json.writeEndObject();
  }

  /// Writes `message` with the JSON that reported it.
  ///
  /// @param webhookData valid JSON; null if there is none
  public static void write(
      JsonGenerator json,
      Message message,
      Quotes quotes,
      @Nullable String webhookData,
      FileLinks links)
      throws IOException {
    json.writeStartObject();
    fields(json, message, quotes, links);
    json.writeFieldName("webhook_data");
    json.writeRawValue(webhookData == null ? "null" : webhookData);
    json.writeEndObject();
  }

  /// `incoming` or `outgoing`.
  public static String word(Direction direction) {
    return switch (direction) {
      case INCOMING -> "incoming";
      case OUTGOING -> "outgoing";
    };
  }

  /// One of `sent`, `delivered`, `read` and `failed`, the only words that clients of the replaced
  /// backend know: `pending` and `held` appear as `sent`, `played` as `read`.
  static String fourWords(Status status) {
    return switch (status) {
      case PENDING, HELD, SENT -> "sent";
      case DELIVERED -> "delivered";
      case READ, PLAYED -> "read";
      case FAILED -> "failed";
    };
  }

  /// The exact status, for example `played`.
  static String word(Status status) {
    return switch (status) {
      case PENDING -> "pending";
      case HELD -> "held";
      case SENT -> "sent";
      case DELIVERED -> "delivered";
      case READ -> "read";
      case PLAYED -> "played";
      case FAILED -> "failed";
    };
  }

  private static void fields(JsonGenerator json, Message message, Quotes quotes, FileLinks links)
      throws IOException {
    Party party = message.party();
    Body body = message.body();
    json.writeStringField("id", message.id().value());
    json.writeStringField("meta_msg_id", message.metaId().value());
    json.writeStringField("wa_id", message.chat().value());
    Json.text(json, "phone", party.phone());
    json.writeStringField("name", party.name());
    json.writeStringField("text", body.text());
    json.writeStringField("type", word(message.direction()));
    Times.write(json, "timestamp", message.timestamp());
    json.writeStringField("status", fourWords(message.delivery().status()));
    json.writeStringField("delivery", word(message.delivery().status()));
    Json.text(json, "from", party.from());
    Json.text(json, "to", party.to());
    json.writeStringField("message_type", body.type());
    Times.write(json, "createdAt", message.createdAt());
    Times.write(json, "updatedAt", message.updatedAt());
    json.writeNumberField("seq", message.seq());
    Json.text(json, "reply_to", body.replyTo() == null ? null : body.replyTo().value());
    if (body.replyTo() != null) {
      quoted(json, quotes.of(message).orElse(null));
    }
    Times.write(json, "edited_at", body.editedAt());
    json.writeFieldName("content");
    Json.tree(json, content(body, links));
    reactions(json, message.reactions());
    delivery(json, message.delivery());
    json.writeNumberField("rev", message.rev());
    sentBy(json, party.sentBy());
    if (body.origin() != null) { // rare
      json.writeStringField("origin", body.origin().word());
    }
  }

  private static @Nullable Map<String, Object> content(Body body, FileLinks links) {
    if (body.content() == null) {
      return null;
    }
    Map<String, Object> fields = ContentFields.of(body.content());
    MediaFile file = body.file();
    if (file != null) {
      fields.put("media", MediaJson.fields(file, links));
    }
    return fields;
  }

  /// `{"id": "msg_1", "name": "Alice", "type": "incoming", "message_type": "text", "text": "Hi"}`.
  ///
  /// @param quote null if the quoted message is not stored
  private static void quoted(JsonGenerator json, @Nullable Quote quote) throws IOException {
    if (quote == null) {
      json.writeNullField("quoted");
      return;
    }
    json.writeObjectFieldStart("quoted");
    json.writeStringField("id", quote.id().value());
    json.writeStringField("name", quote.name());
    json.writeStringField("type", word(quote.direction()));
    json.writeStringField("message_type", quote.type());
    json.writeStringField("text", quote.text());
    json.writeEndObject();
  }

  /// Writes who sent the message, if known.
  private static void sentBy(JsonGenerator json, @Nullable Sender sender) throws IOException {
    if (sender != null) {
      json.writeFieldName("sent_by");
      sender(json, sender);
    }
  }

  /// Writes who sent something.
  static void sender(JsonGenerator json, Sender sender) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", sender.id());
    json.writeStringField("name", sender.name());
    json.writeStringField("kind", sender.kind().word());
    json.writeEndObject();
  }

  private static void reactions(JsonGenerator json, List<Reaction> reactions) throws IOException {
    json.writeArrayFieldStart("reactions");
    for (Reaction reaction : reactions) {
      json.writeStartObject();
      json.writeStringField("by", reaction.by());
      json.writeStringField("emoji", reaction.emoji());
      Times.write(json, "at", reaction.at());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /// The fields `error`, `status_times`, and for a message of a group that reached members,
  /// `receipts`: `[{"by": "15551234567", "delivery": "read", "status_times": {}}]`.
  static void delivery(JsonGenerator json, Delivery delivery) throws IOException {
    Failure failure = delivery.status() == Status.FAILED ? delivery.failure() : null;
    json.writeFieldName("error");
    if (failure == null) {
      json.writeNull();
    } else {
      Map<String, Object> fields = new LinkedHashMap<>(ContentFields.of(failure));
      Advice.on(failure.code()).ifPresent(advice -> fields.put("advice", advice));
      Json.tree(json, fields);
    }
    times(json, delivery.times());
    if (!delivery.receipts().isEmpty()) { // rare
      json.writeArrayFieldStart("receipts");
      for (Receipt receipt : delivery.receipts()) {
        json.writeStartObject();
        json.writeStringField("by", receipt.by().value());
        json.writeStringField("delivery", word(receipt.status()));
        times(json, receipt.times());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  private static void times(JsonGenerator json, StatusTimes times) throws IOException {
    json.writeObjectFieldStart("status_times");
    for (Status status : TIMED) {
      Optional<Instant> at = times.at(status);
      if (at.isPresent()) {
        Times.write(json, word(status), at.get());
      }
    }
    json.writeEndObject();
  }
}
