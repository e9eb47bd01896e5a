package dev.parley.store.mongo;

import com.mongodb.client.MongoDatabase;
import dev.parley.hooks.HookLedger;
import dev.parley.hooks.HookRecord;
import dev.parley.hooks.HookRecord.Kind;
import dev.parley.hooks.HookStore;
import dev.parley.store.WaitingStep;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The store of outgoing webhooks in a [SharedDatabase].
final class MongoHooks implements HookStore {
  private final SharedDatabase database;
  private final MongoHistory history;
  private final MongoDatabase collections;
  private final DamageLog damages = new DamageLog();

  /// @param history reads the database outside of steps
  MongoHooks(SharedDatabase database, MongoHistory history) {
    this.database = database;
    this.history = history;
    this.collections = database.connection().database();
  }

  @Override
  public <T> T step(Instant now, Function<HookLedger, T> step) {
    return database.commit(
        ExpectedReads.nothing(),
        ledger -> new WaitingStep.Done<>(step.apply(ledger.hooks()), List.of()));
  }

  @Override
  public Optional<HookRecord> find(Kind kind, String id) {
    return history.read(_ -> HookRows.find(collections, damages, kind, id));
  }

  @Override
  public List<HookRecord> all(Kind kind) {
    return history.read(_ -> HookRows.all(collections, damages, kind));
  }

  @Override
  public List<HookRecord> range(Kind kind, String after, String before, int limit) {
    return history.read(_ -> HookRows.range(collections, damages, kind, after, before, limit));
  }
}
