package dev.parley.store.mongo;

import com.mongodb.client.MongoDatabase;
import dev.parley.store.WaitingStep;
import dev.parley.stream.Cursor;
import dev.parley.stream.CursorLedger;
import dev.parley.stream.CursorStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The store of the cursors of durable subscribers in a [SharedDatabase].
final class MongoCursors implements CursorStore {
  private final SharedDatabase database;
  private final MongoHistory history;
  private final MongoDatabase collections;
  private final DamageLog damages = new DamageLog();

  /// @param history reads the database outside of steps
  MongoCursors(SharedDatabase database, MongoHistory history) {
    this.database = database;
    this.history = history;
    this.collections = database.connection().database();
  }

  @Override
  public <T> T step(Instant now, Function<CursorLedger, T> step) {
    return database.commit(
        ExpectedReads.nothing(),
        ledger -> new WaitingStep.Done<>(step.apply(ledger.cursors()), List.of()));
  }

  @Override
  public Optional<Cursor> find(String name) {
    return history.read(_ -> CursorRows.find(collections, damages, name));
  }
}
