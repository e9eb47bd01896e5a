package dev.parley.store.mongo;

import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import dev.parley.hooks.HookLedger;
import dev.parley.hooks.HookRecord;
import dev.parley.hooks.HookRecord.Kind;
import dev.parley.hooks.HookStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/// Outgoing webhooks, in a [MongoLedger]. A damaged document is skipped, and named in the log.
final class HookRows implements LedgerRows, HookLedger {
  private final MongoDatabase database;
  private final DamageLog damages;
  private final StagedRows<String, HookRecord> rows;

  /// @param damages logs damaged documents, which are skipped
  /// @param opposites receives the tasks that undo changes: see [StagedRows]
  HookRows(MongoDatabase database, DamageLog damages, Deque<Runnable> opposites) {
    this.database = database;
    this.damages = damages;
    this.rows = new StagedRows<>(opposites);
  }

  /// The stored row with this id.
  static Optional<HookRecord> find(
      MongoDatabase database, DamageLog damages, Kind kind, String id) {
    return load(database, damages, HookDocument.key(kind, id));
  }

  private static Optional<HookRecord> load(MongoDatabase database, DamageLog damages, String key) {
    return Lookups.byKey(database.getCollection(HookDocument.COLLECTION), key)
        .flatMap(document -> read(damages, document));
  }

  /// All stored rows of a kind, in the order of their ids.
  static List<HookRecord> all(MongoDatabase database, DamageLog damages, Kind kind) {
    List<HookRecord> all = new ArrayList<>();
    for (Document document :
        database
            .getCollection(HookDocument.COLLECTION)
            .find(Filters.eq(HookDocument.KIND_FIELD, kind.word()))
            .sort(Sorts.ascending(FieldNames.KEY))) {
      read(damages, document).ifPresent(all::add);
    }
    return all;
  }

  /// The stored rows of a kind with ids between `after` and `before`, in the order of their ids.
  static List<HookRecord> range(
      MongoDatabase database,
      DamageLog damages,
      Kind kind,
      String after,
      String before,
      int limit) {
    List<HookRecord> found = new ArrayList<>();
    long length = 0;
    try (MongoCursor<Document> documents =
        database
            .getCollection(HookDocument.COLLECTION)
            .find(
                Filters.and(
                    Filters.gt(FieldNames.KEY, HookDocument.key(kind, after)),
                    Filters.lt(FieldNames.KEY, HookDocument.key(kind, before)),
                    Filters.exists(HookDocument.KIND_FIELD)))
            .sort(Sorts.ascending(FieldNames.KEY))
            .limit(limit)
            .iterator()) {
      while (length <= HookStore.MOST_OF_RANGE && documents.hasNext()) {
        HookRecord row = read(damages, documents.next()).orElse(null);
        if (row != null) {
          found.add(row);
          length += row.body().length();
        }
      }
    }
    return found;
  }

  @Override
  public Optional<HookRecord> find(Kind kind, String id) {
    return rows.get(HookDocument.key(kind, id), key -> load(database, damages, key));
  }

  @Override
  public List<HookRecord> all(Kind kind) {
    for (HookRecord row : all(database, damages, kind)) {
      rows.noteRead(HookDocument.key(row.kind(), row.id()), Optional.of(row));
    }
    return rows.known().stream()
        .filter(row -> row.kind() == kind)
        .sorted(Comparator.comparing(HookRecord::id))
        .toList();
  }

  @Override
  public void save(HookRecord row) {
    find(row.kind(), row.id());
    rows.put(HookDocument.key(row.kind(), row.id()), row);
  }

  @Override
  public void remove(Kind kind, String id) {
    if (find(kind, id).isPresent()) {
      rows.remove(HookDocument.key(kind, id));
    }
  }

  @Override
  public void addWrites(List<Write> writes) {
    rows.changes().forEach(it -> HookDocument.write(it, writes));
  }

  /// The row in a document; empty if the document is damaged, or marks the row as removed.
  private static Optional<HookRecord> read(DamageLog damages, Document document) {
    return document.containsKey(HookDocument.KIND_FIELD)
        ? damages.read(HookDocument.COLLECTION, document, HookDocument::read)
        : Optional.empty();
  }
}
