package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.chat.Change;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The payloads of the events that clients are sent, other than whole messages and contacts.
public final class EventJson {
  private EventJson() {}

  /// Of `chatListUpdate`: `{"type": "new_message", "wa_id": "1234567890", "message": {}}`.
  public static void chatListUpdate(JsonGenerator json, Message message) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "new_message");
    json.writeStringField("wa_id", message.chat().value());
    json.writeFieldName("message");
    MessageJson.write(json, message);
    json.writeEndObject();
  }

  /// Of `messageStatusUpdate`: `{"id": "msg_1", "meta_msg_id": "wamid.1", "wa_id": "1234567890",
  /// "status": "read", "delivery": "played", "timestamp": "2025-08-07T10:30:00.000Z"}`; the time is
  /// that of the exact status, `delivery`.
  public static void statusUpdate(JsonGenerator json, Message message) throws IOException {
    var delivery = message.delivery();
    json.writeStartObject();
    json.writeStringField("id", message.id().value());
    json.writeStringField("meta_msg_id", message.metaId().value());
    json.writeStringField("wa_id", message.chat().value());
    json.writeStringField("status", MessageJson.fourWords(delivery.status()));
    json.writeStringField("delivery", MessageJson.word(delivery.status()));
    Times.write(
        json, "timestamp", delivery.times().at(delivery.status()).orElse(message.updatedAt()));
    json.writeEndObject();
  }

  /// Of `messageStatusUpdate` for a chat that was read: `{"wa_id": "1234567890", "status": "read",
  /// "type": "bulk_read", "ids": ["msg_1"], "meta_msg_id": null, "timestamp":
  /// "2025-08-07T10:30:00.000Z"}`.
  public static void chatRead(JsonGenerator json, Change.ChatRead read) throws IOException {
    json.writeStartObject();
    json.writeStringField("wa_id", read.chat().value());
    json.writeStringField("status", "read");
    json.writeStringField("type", "bulk_read");
    json.writeArrayFieldStart("ids");
    for (MessageId id : read.messages()) {
      json.writeString(id.value());
    }
    json.writeEndArray();
    json.writeNullField("meta_msg_id");
    Times.write(json, "timestamp", read.at());
    json.writeEndObject();
  }

  /// Of `userOnlineStatus`: `{"wa_id": "1234567890", "is_online": true, "last_seen":
  /// "2025-08-07T10:30:00.000Z"}`.
  ///
  /// @param user an address, or what an agent's client calls its user
  public static void presence(JsonGenerator json, String user, boolean online, Instant lastSeen)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("wa_id", user);
    json.writeBooleanField("is_online", online);
    Times.write(json, "last_seen", lastSeen);
    json.writeEndObject();
  }

  /// Of `userTyping`: `{"wa_id": "1234567890", "name": "Alice", "isTyping": true}`.
  public static void typing(JsonGenerator json, WaId who, @Nullable String name, boolean typing)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("wa_id", who.value());
    Json.text(json, "name", name);
    json.writeBooleanField("isTyping", typing);
    json.writeEndObject();
  }

  /// Of `connected`: `{"socketId": "wZX3oN0bSVIhsaknAAAB", "timestamp": "2025-08-07T10:30:00.000Z",
  /// "message": "Connected to Parley"}`.
  public static void connected(JsonGenerator json, String socketId, Instant now)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("socketId", socketId);
    Times.write(json, "timestamp", now);
    json.writeStringField("message", "Connected to Parley");
    json.writeEndObject();
  }
}
