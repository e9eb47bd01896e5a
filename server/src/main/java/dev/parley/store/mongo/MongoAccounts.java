package dev.parley.store.mongo;

import com.mongodb.client.MongoDatabase;
import dev.parley.accounts.AccountLedger;
import dev.parley.accounts.AccountRecord;
import dev.parley.accounts.AccountStore;
import dev.parley.store.WaitingStep;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The accounts in a database.
final class MongoAccounts implements AccountStore {
  private final SharedDatabase database;
  private final MongoHistory history;
  private final MongoDatabase collections;
  private final DamageLog damages = new DamageLog();

  /// @param history reads the database outside of steps
  MongoAccounts(SharedDatabase database, MongoHistory history) {
    this.database = database;
    this.history = history;
    this.collections = database.connection().database();
  }

  @Override
  public <T> T step(Instant now, Function<AccountLedger, T> step) {
    return database.commit(
        ExpectedReads.nothing(),
        ledger -> new WaitingStep.Done<>(step.apply(ledger.accounts()), List.of()));
  }

  /// All rows, in one state: if another process writes meanwhile, they are read again.
  @Override
  public List<AccountRecord> everything() {
    while (true) {
      String before = version();
      List<AccountRecord> all = history.read(_ -> AccountRows.everything(collections, damages));
      if (before.equals(version())) {
        return all;
      }
    }
  }

  @Override
  public List<AccountRecord> page(AccountRecord.Kind kind, @Nullable String before, int limit) {
    return history.read(_ -> AccountRows.page(collections, damages, kind, before, limit));
  }

  @Override
  public String version() {
    return history.read(_ -> AccountRows.version(collections, damages));
  }
}
