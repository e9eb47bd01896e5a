package dev.parley.store.mongo;

import com.mongodb.client.MongoDatabase;
import dev.parley.stream.Cursor;
import dev.parley.stream.CursorLedger;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/// The cursors of durable subscribers, in a [MongoLedger]. A damaged document counts as absent, and
/// is named in the log.
final class CursorRows implements LedgerRows, CursorLedger {
  private final MongoDatabase database;
  private final DamageLog damages;
  private final StagedRows<String, Cursor> rows;

  /// @param damages logs damaged documents, which are skipped
  /// @param opposites receives the tasks that undo changes: see [StagedRows]
  CursorRows(MongoDatabase database, DamageLog damages, Deque<Runnable> opposites) {
    this.database = database;
    this.damages = damages;
    this.rows = new StagedRows<>(opposites);
  }

  /// The stored cursor with this name.
  static Optional<Cursor> find(MongoDatabase database, DamageLog damages, String name) {
    return Lookups.byKey(database.getCollection(CursorDocument.COLLECTION), name)
        .filter(document -> document.containsKey(CursorDocument.OWNER)) // a removed cursor has none
        .flatMap(document -> read(damages, document));
  }

  private static Optional<Cursor> read(DamageLog damages, Document document) {
    return damages.read(CursorDocument.COLLECTION, document, CursorDocument::read);
  }

  @Override
  public Optional<Cursor> find(String name) {
    return rows.get(name, key -> find(database, damages, key));
  }

  @Override
  public void save(Cursor cursor) {
    find(cursor.name());
    rows.put(cursor.name(), cursor);
  }

  @Override
  public void remove(String name) {
    if (find(name).isPresent()) {
      rows.remove(name);
    }
  }

  @Override
  public void addWrites(List<Write> writes) {
    rows.changes().forEach(it -> CursorDocument.write(it, writes));
  }
}
