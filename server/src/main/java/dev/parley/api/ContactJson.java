package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.chat.Contact;
import dev.parley.chat.StreamPosition;
import java.io.IOException;

/// A contact as clients see it.
public final class ContactJson {
  private ContactJson() {}

  /// Writes `contact`.
  public static void write(JsonGenerator json, Contact contact) throws IOException {
    json.writeStartObject();
    fields(json, contact);
    json.writeEndObject();
  }

  /// Writes `contact` as the payload of an event.
  ///
  /// @param position the position after the change, written as `position`
  public static void write(JsonGenerator json, Contact contact, StreamPosition position)
      throws IOException {
    json.writeStartObject();
    fields(json, contact);
    json.writeStringField("position", position.toString());
    json.writeEndObject();
  }

  private static void fields(JsonGenerator json, Contact contact) throws IOException {
    json.writeStringField("wa_id", contact.waId().value());
    json.writeStringField("name", contact.name());
    Json.text(json, "phone", contact.phone());
    Json.text(json, "avatar", contact.avatar());
    Times.write(json, "last_seen", contact.lastSeen());
    json.writeBooleanField("is_online", contact.online());
    Times.write(json, "createdAt", contact.createdAt());
    Times.write(json, "updatedAt", contact.updatedAt());
    json.writeNumberField("rev", contact.rev());
  }
}
