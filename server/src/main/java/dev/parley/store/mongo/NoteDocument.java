package dev.parley.store.mongo;

import static dev.parley.store.mongo.Fields.date;
import static dev.parley.store.mongo.Fields.dateOrNull;
import static dev.parley.store.mongo.Fields.instant;
import static dev.parley.store.mongo.Fields.number;
import static dev.parley.store.mongo.Fields.text;

import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.Note;
import dev.parley.chat.WaId;
import dev.parley.chat.archive.Kept;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bson.Document;

/// What somebody of the team wrote about a chat. Its `_id` is its id.
final class NoteDocument {
  static final String COLLECTION = "parley_notes";

  static final StoredKind KIND =
      StoredKind.in(COLLECTION)
          .indexed(Indexes.ascending(Names.WA_ID, Names.AT, Names.KEY))
          .removable(Names.TEXT)
          .carriedAs(Kept.Kind.NOTE, NoteDocument::carried);

  private NoteDocument() {}

  private static Document of(Note note) {
    return new Document(Names.WA_ID, note.chat().value())
        .append(Names.SEQ, note.seq())
        .append(Names.TEXT, note.text())
        .append(Names.SENT_BY, Fields.sender(note.by()))
        .append(Names.AT, date(note.at()))
        .append(Names.EDITED_AT, dateOrNull(note.editedAt()))
        .append(Names.CHANGE, note.rev());
  }

  static Note read(Document document) {
    return new Note(
        text(document, Names.KEY),
        new WaId(text(document, Names.WA_ID)),
        number(document, Names.SEQ),
        text(document, Names.TEXT),
        Fields.sender(document.get(Names.SENT_BY)),
        instant(document, Names.AT),
        Fields.moment(document.get(Names.EDITED_AT)).orElse(null),
        Fields.change(document));
  }

  /// What a commit writes for a note that has changed.
  static void write(Table.Changed<String, Note> changed, List<Write> writes) {
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

  private static Stream<Kept> carried(Scan scan) {
    return scan.records(
        KIND, Sorts.ascending(Names.KEY), document -> new Kept.OfNote(read(document)));
  }
}
