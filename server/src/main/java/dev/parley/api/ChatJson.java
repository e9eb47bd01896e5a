package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.chat.ChatHead;
import dev.parley.chat.ChatState;
import dev.parley.chat.Contact;
import dev.parley.chat.ListedChat;
import dev.parley.chat.Quotes;
import dev.parley.chat.StreamPosition;
import dev.parley.chat.WaId;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A chat as clients see it.
public final class ChatJson {
  private ChatJson() {}

  /// Writes `chat` without its messages.
  ///
  /// @param quotes the message that its last message quotes
  public static void write(JsonGenerator json, ChatHead chat, Quotes quotes, FileLinks links)
      throws IOException {
    write(json, chat.chat(), null, it -> MessageJson.write(it, chat.lastMessage(), quotes, links));
  }

  /// Writes `chat` without its messages, as the payload of an event.
  ///
  /// @param position the position after the change, written as `position`
  public static void write(
      JsonGenerator json, ChatHead chat, Quotes quotes, StreamPosition position, FileLinks links)
      throws IOException {
    write(json, chat, null, quotes, position, links);
  }

  /// Writes `chat` without its messages, as the payload of an event, after another chat may have
  /// become part of it.
  ///
  /// @param joined the address of the other chat, written as `joined`; null: no other chat
  public static void write(
      JsonGenerator json,
      ChatHead chat,
      @Nullable WaId joined,
      Quotes quotes,
      StreamPosition position,
      FileLinks links)
      throws IOException {
    json.writeStartObject();
    fields(json, chat.chat(), null, it -> MessageJson.write(it, chat.lastMessage(), quotes, links));
    if (joined != null) {
      json.writeStringField("joined", joined.value());
    }
    json.writeStringField("position", position.toString());
    json.writeEndObject();
  }

  /// Writes `chat`.
  ///
  /// @param messages writes the array of its messages; null: no array
  /// @param lastMessage writes the newest one
  public static void write(
      JsonGenerator json, ListedChat chat, Json.@Nullable Writer messages, Json.Writer lastMessage)
      throws IOException {
    json.writeStartObject();
    fields(json, chat, messages, lastMessage);
    json.writeEndObject();
  }

  private static void fields(
      JsonGenerator json, ListedChat chat, Json.@Nullable Writer messages, Json.Writer lastMessage)
      throws IOException {
    @Nullable Contact contact = chat.contact().orElse(null);
    json.writeStringField("wa_id", chat.waId().value());
    json.writeStringField("name", chat.name());
    Json.text(json, "phone", contact == null ? chat.waId().phone() : contact.phone());
    Json.text(json, "avatar", contact == null ? null : contact.avatar());
    if (messages != null) {
      json.writeFieldName("messages");
      messages.writeTo(json);
    }
    json.writeFieldName("lastMessage");
    lastMessage.writeTo(json);
    json.writeNumberField("unreadCount", chat.summary().unread());
    json.writeBooleanField("is_online", contact != null && contact.online());
    Times.write(json, "last_seen", contact == null ? null : contact.lastSeen());
    Times.write(json, "window_expires_at", chat.summary().windowEnd());
    json.writeNumberField("seq", chat.summary().lastSeq());
    json.writeNumberField("rev", chat.rev());
    state(json, chat.summary().state());
  }

  private static void state(JsonGenerator json, ChatState state) throws IOException {
    json.writeStringField("state", state.progress().word());
    Times.write(json, "snoozed_until", state.snoozedUntil());
    Json.text(json, "assignee", state.assignee());
    Json.text(json, "team", state.team());
    json.writeArrayFieldStart("labels");
    for (String label : state.labels()) {
      json.writeString(label);
    }
    json.writeEndArray();
    json.writeBooleanField("pinned", state.pinned());
    json.writeBooleanField("muted", state.muted());
  }
}
