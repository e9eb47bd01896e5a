package dev.parley.hooks.delivery;

import dev.parley.api.ChatJson;
import dev.parley.api.ContactJson;
import dev.parley.api.EventJson;
import dev.parley.api.FileLinks;
import dev.parley.api.Json;
import dev.parley.api.MessageJson;
import dev.parley.api.Times;
import dev.parley.chat.ChatHead;
import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import dev.parley.chat.Quotes;
import dev.parley.chat.StreamPosition;
import dev.parley.chat.WaId;
import dev.parley.hooks.HookEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Writes the bodies of events: the type of event, its time, and the object in the form of the API.
///
/// ```json
/// {"type": "message.received", "timestamp": "2025-08-07T10:30:00.000Z",
///  "data": {"id": "wamid.1", "wa_id": "15551234567", ..., "position": "2s-1k9x0f3"}}
/// ```
final class EventBody {
  private EventBody() {}

  /// The id of an event: the same for every hook and every attempt.
  static String id(StreamPosition position) {
    return "evt_" + position;
  }

  /// @param event an event about a message
  /// @param quotes the messages that the message quotes
  static byte[] of(HookEvent event, Message message, Quotes quotes, StreamPosition position) {
    if (event == HookEvent.MESSAGE_STATUS) {
      var delivery = message.delivery();
      Instant at = delivery.times().at(delivery.status()).orElse(message.updatedAt());
      return body(event, at, json -> EventJson.statusUpdate(json, message, position));
    }
    Instant at = event == HookEvent.MESSAGE_UPDATED ? message.updatedAt() : message.timestamp();
    return body(
        event, at, json -> MessageJson.write(json, message, quotes, position, FileLinks.PLAIN));
  }

  static byte[] of(Contact contact, StreamPosition position) {
    return body(
        HookEvent.CONTACT_UPDATED,
        contact.updatedAt(),
        json -> ContactJson.write(json, contact, position));
  }

  /// @param joined the address of the chat that became part of it; null: none
  /// @param quotes the messages that the chat's last message quotes
  /// @param at the time at which the change was read
  static byte[] of(
      ChatHead chat, @Nullable WaId joined, Quotes quotes, StreamPosition position, Instant at) {
    return body(
        HookEvent.CHAT_UPDATED,
        at,
        json -> ChatJson.write(json, chat, joined, quotes, position, FileLinks.PLAIN));
  }

  private static byte[] body(HookEvent event, Instant at, Json.Writer data) {
    return Json.bytes(json -> {
      json.writeStartObject();
      json.writeStringField("type", event.word());
      json.writeStringField("timestamp", Times.format(at));
      json.writeFieldName("data");
      data.writeTo(json);
      json.writeEndObject();
    });
  }
}
