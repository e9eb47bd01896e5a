package dev.parley.store.sqlite;

import static dev.parley.store.sqlite.SqliteLedger.execute;
import static dev.parley.store.sqlite.SqliteLedger.run;

import dev.parley.store.WaitingStep;
import dev.parley.stream.Cursor;
import dev.parley.stream.CursorLedger;
import dev.parley.stream.CursorStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The store of the cursors of durable subscribers in a [SqliteDatabase].
record SqliteCursors(SqliteDatabase database) implements CursorStore {
  @Override
  public <T> T step(Instant now, Function<CursorLedger, T> step) {
    return database.commit(
        (connection, _) -> new WaitingStep.Done<>(step.apply(new Rows(connection)), List.of()));
  }

  @Override
  public Optional<Cursor> find(String name) {
    return database.readers().read(connection -> CursorTable.find(connection, name));
  }

  /// The rows of one step, on the writing connection and within its transaction.
  private record Rows(Database connection) implements CursorLedger {
    @Override
    public Optional<Cursor> find(String name) {
      return run(() -> CursorTable.find(connection, name));
    }

    @Override
    public void save(Cursor cursor) {
      execute(() -> CursorTable.save(connection, cursor));
    }

    @Override
    public void remove(String name) {
      execute(() -> CursorTable.remove(connection, name));
    }
  }
}
