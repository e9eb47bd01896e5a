package dev.parley.store.sqlite;

import static dev.parley.store.sqlite.SqliteLedger.execute;
import static dev.parley.store.sqlite.SqliteLedger.run;

import dev.parley.hooks.HookLedger;
import dev.parley.hooks.HookRecord;
import dev.parley.hooks.HookRecord.Kind;
import dev.parley.hooks.HookStore;
import dev.parley.store.WaitingStep;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The store of outgoing webhooks in a [SqliteDatabase].
record SqliteHooks(SqliteDatabase database) implements HookStore {
  @Override
  public <T> T step(Instant now, Function<HookLedger, T> step) {
    return database.commit(
        (connection, _) -> new WaitingStep.Done<>(step.apply(new Rows(connection)), List.of()));
  }

  @Override
  public Optional<HookRecord> find(Kind kind, String id) {
    return database.readers().read(connection -> HookTable.find(connection, kind, id));
  }

  @Override
  public List<HookRecord> all(Kind kind) {
    return database.readers().read(connection -> HookTable.all(connection, kind));
  }

  @Override
  public List<HookRecord> range(Kind kind, String after, String before, int limit) {
    return database
        .readers()
        .read(connection -> HookTable.range(connection, kind, after, before, limit));
  }

  /// The rows of one step, on the writing connection and within its transaction.
  private record Rows(Database connection) implements HookLedger {
    @Override
    public Optional<HookRecord> find(Kind kind, String id) {
      return run(() -> HookTable.find(connection, kind, id));
    }

    @Override
    public List<HookRecord> all(Kind kind) {
      return run(() -> HookTable.all(connection, kind));
    }

    @Override
    public void save(HookRecord row) {
      execute(() -> HookTable.save(connection, row));
    }

    @Override
    public void remove(Kind kind, String id) {
      execute(() -> HookTable.remove(connection, kind, id));
    }
  }
}
