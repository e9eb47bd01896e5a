package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.access.Sender;
import dev.parley.chat.CannedReply;
import dev.parley.chat.Label;
import java.io.IOException;
import java.util.List;

/// The shared records of a team, as clients see them.
///
/// ```json
/// {"id": "label_4f7k2m9q3x", "name": "Urgent", "color": "#c62828"}
/// {"id": "reply_4f7k2m9q3x", "shortcut": "hi", "text": "Hello {{name}}!", "content": null}
/// {"id": "u_4f7k2m9q3x", "name": "Ann"}
/// ```
public final class SharedJson {
  private SharedJson() {}

  /// Writes a label.
  public static void write(JsonGenerator json, Label label) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", label.id());
    json.writeStringField("name", label.name());
    Json.text(json, "color", label.color());
    json.writeEndObject();
  }

  /// Writes labels.
  public static void writeLabels(JsonGenerator json, List<Label> labels) throws IOException {
    json.writeStartArray();
    for (Label label : labels) {
      write(json, label);
    }
    json.writeEndArray();
  }

  /// Writes a canned reply.
  public static void write(JsonGenerator json, CannedReply reply) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", reply.id());
    json.writeStringField("shortcut", reply.shortcut());
    json.writeStringField("text", reply.text());
    json.writeFieldName("content");
    Json.tree(json, reply.content().fields().isEmpty() ? null : reply.content().fields());
    json.writeEndObject();
  }

  /// Writes canned replies.
  public static void writeReplies(JsonGenerator json, List<CannedReply> replies)
      throws IOException {
    json.writeStartArray();
    for (CannedReply reply : replies) {
      write(json, reply);
    }
    json.writeEndArray();
  }

  /// Writes the users and teams to whom a chat can be assigned.
  public static void writeColleagues(JsonGenerator json, List<Sender> colleagues)
      throws IOException {
    json.writeStartArray();
    for (Sender colleague : colleagues) {
      json.writeStartObject();
      json.writeStringField("id", colleague.id());
      json.writeStringField("name", colleague.name());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
