package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.parley.chat.SharedRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/// Labels, canned replies and other shared records, in a [MongoLedger]. A damaged document is
/// skipped, and named in the log.
final class SharedRows implements LedgerRows {
  private final MongoCollection<Document> shared;
  private final DamageLog damages;
  private final StagedRows<String, SharedRecord> rows;

  /// @param damages logs damaged documents, which are skipped
  /// @param opposites receives the tasks that undo changes: see [StagedRows]
  SharedRows(MongoDatabase database, DamageLog damages, Deque<Runnable> opposites) {
    this.shared = database.getCollection(SharedDocument.COLLECTION);
    this.damages = damages;
    this.rows = new StagedRows<>(opposites);
  }

  Optional<SharedRecord> find(SharedRecord.Kind kind, String id) {
    return rows.get(id, this::load).filter(it -> it.kind() == kind);
  }

  private Optional<SharedRecord> load(String id) {
    return Lookups.byKey(shared, id).flatMap(document -> read(damages, document));
  }

  List<SharedRecord> all(SharedRecord.Kind kind) {
    all(shared, damages, kind).forEach(it -> rows.noteRead(it.id(), Optional.of(it)));
    return rows.known().stream()
        .filter(row -> row.kind() == kind)
        .sorted(Comparator.comparing(SharedRecord::id))
        .toList();
  }

  /// The stored records of a kind, sorted by id.
  static List<SharedRecord> all(
      MongoCollection<Document> shared, DamageLog damages, SharedRecord.Kind kind) {
    List<SharedRecord> all = new ArrayList<>();
    for (Document document : shared.find(Filters.eq(FieldNames.KIND, kind.word()))) {
      read(damages, document).ifPresent(all::add);
    }
    all.sort(Comparator.comparing(SharedRecord::id));
    return all;
  }

  void save(SharedRecord what) {
    find(what.kind(), what.id());
    rows.put(what.id(), what);
  }

  void remove(SharedRecord.Kind kind, String id) {
    if (find(kind, id).isPresent()) {
      rows.remove(id);
    }
  }

  @Override
  public void addWrites(List<Write> writes) {
    rows.changes().forEach(it -> SharedDocument.write(it, writes));
  }

  /// The record of a document; empty if the record was removed or the document is damaged.
  private static Optional<SharedRecord> read(DamageLog damages, Document document) {
    return document.containsKey(FieldNames.KIND)
        ? damages.read(SharedDocument.COLLECTION, document, SharedDocument::read)
        : Optional.empty();
  }
}
