package dev.parley.store.sqlite;

import static dev.parley.store.sqlite.SqliteLedger.execute;
import static dev.parley.store.sqlite.SqliteLedger.run;

import dev.parley.accounts.AccountLedger;
import dev.parley.accounts.AccountRecord;
import dev.parley.accounts.AccountRecord.Kind;
import dev.parley.accounts.AccountStore;
import dev.parley.store.WaitingStep;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The accounts in a data folder.
record SqliteAccounts(SqliteDatabase database) implements AccountStore {
  @Override
  public <T> T step(Instant now, Function<AccountLedger, T> step) {
    return database.commit(
        (connection, _) -> new WaitingStep.Done<>(step.apply(new Rows(connection)), List.of()));
  }

  @Override
  public List<AccountRecord> everything() {
    return database.readers().read(AccountTable::everything);
  }

  @Override
  public List<AccountRecord> page(Kind kind, @Nullable String before, int limit) {
    return database
        .readers()
        .read(connection -> AccountTable.page(connection, kind, before, limit));
  }

  @Override
  public String version() {
    return database
        .readers()
        .read(connection -> AccountTable.all(connection, Kind.VERSION))
        .stream()
        .findFirst()
        .map(AccountRecord::body)
        .orElse("");
  }

  /// The rows of one step, on the writing connection and within its transaction.
  private record Rows(Database connection) implements AccountLedger {
    @Override
    public Optional<AccountRecord> find(Kind kind, String id) {
      return run(() -> AccountTable.find(connection, kind, id));
    }

    @Override
    public List<AccountRecord> all(Kind kind) {
      return run(() -> AccountTable.all(connection, kind));
    }

    @Override
    public void save(AccountRecord row) {
      execute(() -> AccountTable.save(connection, row));
    }

    @Override
    public void remove(Kind kind, String id) {
      execute(() -> AccountTable.remove(connection, kind, id));
    }
  }
}
