package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.Note;
import dev.parley.chat.WaId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;

/// The notes of a team about chats, in a [MongoLedger]. A damaged document is skipped, and named in
/// the log.
final class NoteRows implements LedgerRows {
  private final MongoCollection<Document> notes;
  private final DamageLog damages;
  private final StagedRows<String, Note> rows;

  /// @param damages logs damaged documents, which are skipped
  /// @param opposites receives the tasks that undo changes: see [StagedRows]
  NoteRows(MongoDatabase database, DamageLog damages, Deque<Runnable> opposites) {
    this.notes = database.getCollection(NoteDocument.COLLECTION);
    this.damages = damages;
    this.rows = new StagedRows<>(opposites);
  }

  Optional<Note> find(String id) {
    return rows.get(id, this::load);
  }

  private Optional<Note> load(String id) {
    return Lookups.byKey(notes, id).flatMap(document -> read(damages, document));
  }

  List<Note> of(WaId chat, int limit) {
    of(notes, damages, chat, limit + rows.changedOf(it -> it.chat().equals(chat)))
        .forEach(it -> rows.noteRead(it.id(), Optional.of(it)));
    return rows.known().stream()
        .filter(it -> it.chat().equals(chat))
        .sorted(Comparator.comparing(Note::at).thenComparing(Note::id))
        .limit(limit)
        .toList();
  }

  /// The stored notes of a chat, in the order in which they were written.
  static List<Note> of(MongoCollection<Document> notes, DamageLog damages, WaId chat, int limit) {
    List<Note> all = new ArrayList<>();
    for (Document document :
        notes
            .find(Filters.eq(FieldNames.WA_ID, chat.value()))
            .sort(Sorts.ascending(FieldNames.AT, FieldNames.KEY))
            .limit(limit)) {
      read(damages, document).ifPresent(all::add);
    }
    return all;
  }

  /// The stored notes with these ids.
  static Map<String, Note> find(
      MongoCollection<Document> notes, DamageLog damages, Collection<String> ids) {
    Map<String, Note> found = new LinkedHashMap<>();
    for (Document document : notes.find(Filters.in(FieldNames.KEY, ids))) {
      read(damages, document).ifPresent(it -> found.put(it.id(), it));
    }
    return found;
  }

  void save(Note note) {
    var _ = find(note.id());
    rows.put(note.id(), note);
  }

  void remove(String id) {
    if (find(id).isPresent()) {
      rows.remove(id);
    }
  }

  @Override
  public void addWrites(List<Write> writes) {
    rows.changes().forEach(it -> NoteDocument.write(it, writes));
  }

  /// The note of a document; empty if the document says that the note was removed, or is damaged.
  private static Optional<Note> read(DamageLog damages, Document document) {
    return document.containsKey(FieldNames.TEXT)
        ? damages.read(NoteDocument.COLLECTION, document, NoteDocument::read)
        : Optional.empty();
  }
}
