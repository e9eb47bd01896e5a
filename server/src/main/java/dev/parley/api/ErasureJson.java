package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.chat.Erasure;
import java.io.IOException;

/// An erasure as clients see it: a receipt with the number of erased objects, which identifies
/// nobody.
///
/// ```json
/// {"id": "erasure_4f7k2m9q3x", "status": "done", "requested_at": "2025-08-07T10:30:00.000Z",
///  "finished_at": "2025-08-07T10:30:01.000Z",
///  "requested_by": {"id": "u_4f7k2m9q3x", "name": "Ann", "kind": "user"},
///  "erased": {"chats": 1, "contacts": 1, "messages": 12, "notes": 1, "files": 2,
///             "webhook_bodies": 0, "deliveries": 0, "changes": 9}}
/// ```
public final class ErasureJson {
  private ErasureJson() {}

  /// Writes `erasure`.
  public static void write(JsonGenerator json, Erasure erasure) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", erasure.id());
    json.writeStringField("status", erasure.isDone() ? "done" : "running");
    Times.write(json, "requested_at", erasure.requestedAt());
    Times.write(json, "finished_at", erasure.finishedAt());
    json.writeFieldName("requested_by");
    if (erasure.requestedBy() == null) {
      json.writeNull();
    } else {
      MessageJson.sender(json, erasure.requestedBy());
    }
    json.writeObjectFieldStart("erased");
    for (Erasure.Thing thing : Erasure.Thing.values()) {
      json.writeNumberField(thing.word(), erasure.count(thing));
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
