package dev.parley.http;

import dev.parley.api.NoteJson;
import dev.parley.api.RequestFields;
import dev.parley.chat.Note;
import dev.parley.chat.Teamwork;
import dev.parley.text.Blank;
import dev.parley.text.Text;
import java.util.List;
import java.util.Objects;

/// The team's internal notes about a chat.
///
/// ```
/// POST /api/chats/:wa_id/notes {"text": "Wants the blue one"}            201, Message of type note
/// PUT /api/chats/:wa_id/notes/:id {"text": "Wants the green one"}             Message of type note
/// DELETE /api/chats/:wa_id/notes/:id                                                           204
/// ```
final class Notes {
  private final Teamwork teamwork;

  Notes(Teamwork teamwork) {
    this.teamwork = teamwork;
  }

  Response add(Request request) {
    Note note = teamwork.addNote(request.caller(), request.chat(), text(request));
    return Response.json(201, json -> NoteJson.write(json, note));
  }

  Response change(Request request) {
    Note note =
        teamwork.changeNote(
            request.caller(), request.chat(), request.pathValue("id"), text(request));
    return Response.json(200, json -> NoteJson.write(json, note));
  }

  Response remove(Request request) {
    teamwork.removeNote(request.caller(), request.chat(), request.pathValue("id"));
    return SignIns.nothing();
  }

  private static String text(Request request) {
    RequestFields fields = request.fields(List.of("text"));
    fields.lacks("text");
    String text = fields.text("text");
    if (text != null
        && !text.isEmpty()
        && (Blank.isBlank(text) || Text.isLongerThan(text, Note.LONGEST))) {
      fields.wrong("text", "must be 1 to %d characters, not blank".formatted(Note.LONGEST));
    }
    fields.check(null);
    return Objects.requireNonNull(text, "a required field is missing after the check");
  }
}
