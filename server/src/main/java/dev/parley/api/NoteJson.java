package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.access.Sender;
import dev.parley.chat.Note;
import dev.parley.chat.StreamPosition;
import java.io.IOException;

/// A note as clients see it: a message of type `note`, with the fields of [MessageJson].
///
/// ```json
/// {"id": "note_4f7k2m9q3x", "meta_msg_id": "note_4f7k2m9q3x", "wa_id": "1234567890", "phone": null,
///  "name": "Ann", "text": "Wants the blue one", "type": "outgoing",
///  "timestamp": "2025-08-07T10:30:00.000Z", "status": "sent", "delivery": "sent", "from": null,
///  "to": null, "message_type": "note", "createdAt": "2025-08-07T10:30:00.000Z",
///  "updatedAt": "2025-08-07T10:30:00.000Z", "seq": 3, "reply_to": null, "edited_at": null,
///  "content": null, "reactions": [], "error": null, "status_times": {}, "rev": 100,
///  "sent_by": {"id": "u_4f7k2m9q3x", "name": "Ann", "kind": "user"}}
/// ```
public final class NoteJson {
  /// The `message_type` of a note.
  private static final String TYPE = "note";

  private static final String NOBODY = "You";

  private NoteJson() {}

  /// Writes `note`.
  public static void write(JsonGenerator json, Note note) throws IOException {
    json.writeStartObject();
    fields(json, note);
    json.writeEndObject();
  }

  /// Writes `note` as the payload of an event.
  ///
  /// @param position the position after the change, written as `position`
  public static void write(JsonGenerator json, Note note, StreamPosition position)
      throws IOException {
    json.writeStartObject();
    fields(json, note);
    json.writeStringField("position", position.toString());
    json.writeEndObject();
  }

  private static void fields(JsonGenerator json, Note note) throws IOException {
    Sender by = note.by();
    json.writeStringField("id", note.id());
    json.writeStringField("meta_msg_id", note.id());
    json.writeStringField("wa_id", note.chat().value());
    json.writeNullField("phone");
    json.writeStringField("name", by == null ? NOBODY : by.name());
    json.writeStringField("text", note.text());
    json.writeStringField("type", "outgoing");
    Times.write(json, "timestamp", note.at());
    json.writeStringField("status", "sent");
    json.writeStringField("delivery", "sent");
    json.writeNullField("from");
    json.writeNullField("to");
    json.writeStringField("message_type", TYPE);
    Times.write(json, "createdAt", note.at());
    Times.write(json, "updatedAt", note.editedAt() == null ? note.at() : note.editedAt());
    json.writeNumberField("seq", note.seq());
    json.writeNullField("reply_to");
    Times.write(json, "edited_at", note.editedAt());
    json.writeNullField("content");
    json.writeArrayFieldStart("reactions");
    json.writeEndArray();
    json.writeNullField("error");
    json.writeObjectFieldStart("status_times");
    json.writeEndObject();
    json.writeNumberField("rev", note.rev());
    if (by != null) {
      json.writeFieldName("sent_by");
      MessageJson.sender(json, by);
    }
  }
}
