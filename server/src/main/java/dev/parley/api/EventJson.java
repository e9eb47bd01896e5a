package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.access.Sender;
import dev.parley.chat.Change;
import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Quotes;
import dev.parley.chat.StreamPosition;
import dev.parley.chat.WaId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The payloads of events for clients, except complete messages and contacts. Payloads of changes
/// have a `position`: the position after the change in the order of all changes, opaque to clients.
public final class EventJson {
  private EventJson() {}

  /// The payload of `chatListUpdate`: `{"type": "new_message", "wa_id": "1234567890", "message":
  /// {}, "position": "2s-1k9x0f3"}`.
  public static void chatListUpdate(
      JsonGenerator json, Message message, Quotes quotes, StreamPosition position, FileLinks links)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "new_message");
    json.writeStringField("wa_id", message.chat().value());
    json.writeFieldName("message");
    MessageJson.write(json, message, quotes, links);
    json.writeStringField("position", position.toString());
    json.writeEndObject();
  }

  /// The payload of `messageStatusUpdate`: `{"id": "msg_1", "meta_msg_id": "wamid.1", "wa_id":
  /// "1234567890", "status": "read", "delivery": "played", "timestamp": "2025-08-07T10:30:00.000Z",
  /// "rev": 100, "error": null, "status_times": {}, "position": "2s-1k9x0f3"}`; `timestamp` is the
  /// time of the status in `delivery`.
  public static void statusUpdate(JsonGenerator json, Message message, StreamPosition position)
      throws IOException {
    var delivery = message.delivery();
    json.writeStartObject();
    json.writeStringField("id", message.id().value());
    json.writeStringField("meta_msg_id", message.metaId().value());
    json.writeStringField("wa_id", message.chat().value());
    json.writeStringField("status", MessageJson.fourWords(delivery.status()));
    json.writeStringField("delivery", MessageJson.word(delivery.status()));
    Times.write(
        json, "timestamp", delivery.times().at(delivery.status()).orElse(message.updatedAt()));
    json.writeNumberField("rev", message.rev());
    MessageJson.delivery(json, delivery);
    json.writeStringField("position", position.toString());
    json.writeEndObject();
  }

  /// The payload of `messageStatusUpdate` for a chat that was read: `{"wa_id": "1234567890",
  /// "status": "read", "type": "bulk_read", "ids": ["msg_1"], "meta_msg_id": null, "timestamp":
  /// "2025-08-07T10:30:00.000Z", "rev": 100, "position": "2s-1k9x0f3"}`; all messages in `ids` now
  /// have this `rev`.
  public static void chatRead(JsonGenerator json, Change.ChatRead read, StreamPosition position)
      throws IOException {
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
    json.writeNumberField("rev", position.number());
    json.writeStringField("position", position.toString());
    json.writeEndObject();
  }

  /// The payload of `removed`: `{"kind": "message", "wa_id": "1234567890", "ids": ["msg_1"],
  /// "position": "2s-1k9x0f3"}`; if a chat was removed, `ids` contains only its address.
  public static void removed(JsonGenerator json, Change.Removed removed, StreamPosition position)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", removed.kind().word());
    json.writeStringField("wa_id", removed.chat().value());
    json.writeArrayFieldStart("ids");
    for (String id : removed.names()) {
      json.writeString(id);
    }
    json.writeEndArray();
    json.writeStringField("position", position.toString());
    json.writeEndObject();
  }

  /// The payload of `userOnlineStatus` for a contact: `{"wa_id": "1234567890", "is_online": true,
  /// "last_seen": "2025-08-07T10:30:00.000Z", "rev": 100, "position": "2s-1k9x0f3"}`.
  public static void presence(JsonGenerator json, Contact contact, StreamPosition position)
      throws IOException {
    json.writeStartObject();
    presenceFields(json, contact.waId().value(), contact.online(), contact.lastSeen());
    json.writeNumberField("rev", contact.rev());
    json.writeStringField("position", position.toString());
    json.writeEndObject();
  }

  /// The payload of `userOnlineStatus` for a person without a contact: `{"wa_id": "agent-1",
  /// "is_online": true, "last_seen": "2025-08-07T10:30:00.000Z"}`.
  ///
  /// @param user an address, or the name that an agent's client uses for its user
  public static void presence(JsonGenerator json, String user, boolean online, Instant lastSeen)
      throws IOException {
    json.writeStartObject();
    presenceFields(json, user, online, lastSeen);
    json.writeEndObject();
  }

  /// The payload of `chatHidden`: `{"wa_id": "1234567890", "position": "2s-1k9x0f3"}`.
  public static void hidden(JsonGenerator json, WaId chat, StreamPosition position)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("wa_id", chat.value());
    json.writeStringField("position", position.toString());
    json.writeEndObject();
  }

  private static void presenceFields(
      JsonGenerator json, String user, boolean online, Instant lastSeen) throws IOException {
    json.writeStringField("wa_id", user);
    json.writeBooleanField("is_online", online);
    Times.write(json, "last_seen", lastSeen);
  }

  /// `auth:expiring` and `auth:expired`: the time at which the token of a client expires.
  public static void tokenEnd(JsonGenerator json, Instant until) throws IOException {
    json.writeStartObject();
    Times.write(json, "expires_at", until);
    json.writeEndObject();
  }

  /// `auth:ended`: the reason for which the server ends the connection of a client.
  ///
  /// @param reason the reason for programs, for example `changed`
  /// @param sentence the reason for people
  public static void connectionEnd(JsonGenerator json, String reason, String sentence)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("reason", reason);
    json.writeStringField("error", sentence);
    json.writeEndObject();
  }

  /// The payload of `userTyping`: `{"wa_id": "1234567890", "name": "Alice", "isTyping": true, "by":
  /// {"id": "u_4f7k2m9q3x", "name": "Ann", "kind": "user"}}`.
  ///
  /// @param by the caller of the connection; null if unknown: then `by` is absent
  public static void typing(
      JsonGenerator json, WaId who, @Nullable String name, boolean typing, @Nullable Sender by)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("wa_id", who.value());
    Json.text(json, "name", name);
    json.writeBooleanField("isTyping", typing);
    if (by != null) {
      json.writeFieldName("by");
      MessageJson.sender(json, by);
    }
    json.writeEndObject();
  }

  /// The payload of `chatViewers`: `{"chatId": "1234567890", "viewers": [{"id": "u_4f7k2m9q3x",
  /// "name": "Ann", "kind": "user"}]}`.
  public static void viewers(JsonGenerator json, String chat, List<Sender> viewers)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("chatId", chat);
    json.writeArrayFieldStart("viewers");
    for (Sender viewer : viewers) {
      MessageJson.sender(json, viewer);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /// The payload of `connected`: `{"socketId": "wZX3oN0bSVIhsaknAAAB", "timestamp":
  /// "2025-08-07T10:30:00.000Z", "message": "Connected to Parley", "position": "2s-1k9x0f3",
  /// "version": "0.1.0"}`: the client will receive every change after the position.
  ///
  /// @param position null if it is not known yet
  public static void connected(
      JsonGenerator json,
      String socketId,
      Instant now,
      @Nullable StreamPosition position,
      String version)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("socketId", socketId);
    Times.write(json, "timestamp", now);
    json.writeStringField("message", "Connected to Parley");
    Json.text(json, "position", position == null ? null : position.toString());
    json.writeStringField("version", version);
    json.writeEndObject();
  }
}
