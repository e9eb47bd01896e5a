package dev.parley.store.mongo;

import static dev.parley.store.mongo.DocumentFields.date;
import static dev.parley.store.mongo.DocumentFields.dateOrNull;
import static dev.parley.store.mongo.DocumentFields.instant;
import static dev.parley.store.mongo.DocumentFields.number;
import static dev.parley.store.mongo.DocumentFields.text;

import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.Note;
import dev.parley.chat.WaId;
import dev.parley.chat.archive.ArchivedRecord;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bson.Document;

/// A note of a member of the team about a chat. Its `_id` is its id.
final class NoteDocument {
  static final String COLLECTION = "parley_notes";

  static final StoredKind KIND =
      StoredKind.in(COLLECTION)
          .indexed(Indexes.ascending(FieldNames.WA_ID, FieldNames.AT, FieldNames.KEY))
          .removable(FieldNames.TEXT)
          .archivedAs(ArchivedRecord.Kind.NOTE, NoteDocument::archived);

  private NoteDocument() {}

  private static Document of(Note note) {
    return new Document(FieldNames.WA_ID, note.chat().value())
        .append(FieldNames.SEQ, note.seq())
        .append(FieldNames.TEXT, note.text())
        .append(FieldNames.SENT_BY, DocumentFields.sender(note.by()))
        .append(FieldNames.AT, date(note.at()))
        .append(FieldNames.EDITED_AT, dateOrNull(note.editedAt()))
        .append(FieldNames.CHANGE, note.rev());
  }

  static Note read(Document document) {
    return new Note(
        text(document, FieldNames.KEY),
        new WaId(text(document, FieldNames.WA_ID)),
        number(document, FieldNames.SEQ),
        text(document, FieldNames.TEXT),
        DocumentFields.sender(document.get(FieldNames.SENT_BY)),
        instant(document, FieldNames.AT),
        DocumentFields.moment(document.get(FieldNames.EDITED_AT)).orElse(null),
        DocumentFields.change(document));
  }

  /// Adds the writes of a commit for a changed note.
  static void write(StagedRows.Changed<String, Note> changed, List<Write> writes) {
    Document after = changed.after().map(NoteDocument::of).orElse(null);
    if (after != null && changed.before().isEmpty()) {
      after.values().removeIf(Objects::isNull);
    }
    Write.row(
        COLLECTION,
        changed.key(),
        changed.before().map(NoteDocument::of).orElse(null),
        after,
        writes);
  }

  private static Stream<ArchivedRecord> archived(Scan scan) {
    return scan.records(
        KIND,
        Sorts.ascending(FieldNames.KEY),
        document -> new ArchivedRecord.OfNote(read(document)));
  }
}
