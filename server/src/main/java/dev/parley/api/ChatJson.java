package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.chat.ChatHead;
import dev.parley.chat.Contact;
import dev.parley.chat.ListedChat;
import dev.parley.chat.Quotes;
import dev.parley.chat.ServiceWindow;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A chat as clients see it.
public final class ChatJson {
  private ChatJson() {}

  /// Writes `chat` without its messages.
  ///
  /// @param quotes what its last message quotes
  public static void write(JsonGenerator json, ChatHead chat, Quotes quotes, FileLinks links)
      throws IOException {
    write(json, chat.chat(), null, it -> MessageJson.write(it, chat.lastMessage(), quotes, links));
  }

  /// Writes `chat`.
  ///
  /// @param messages writes the array of its messages; null leaves that out
  /// @param lastMessage writes the newest one
  public static void write(
      JsonGenerator json, ListedChat chat, Json.@Nullable Writer messages, Json.Writer lastMessage)
      throws IOException {
    json.writeStartObject();
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
    Instant opened = chat.summary().windowOpenedAt();
    Times.write(json, "window_expires_at", opened == null ? null : ServiceWindow.end(opened));
    json.writeNumberField("seq", chat.summary().lastSeq());
    json.writeNumberField("rev", chat.rev());
    json.writeEndObject();
  }
}
