package dev.parley.accounts;

import dev.parley.accounts.AccountRecord.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Accounts in memory: the shortest implementation of the contract.
public final class MemoryAccountStore implements AccountStore {
  private TreeMap<String, AccountRecord> rows = new TreeMap<>();

  @Override
  public synchronized <T> T step(Instant now, Function<AccountLedger, T> step) {
    TreeMap<String, AccountRecord> changed = new TreeMap<>(rows);
    T result = step.apply(new Rows(changed));
    rows = changed;
    return result;
  }

  @Override
  public synchronized List<AccountRecord> everything() {
    return rows.values().stream().filter(row -> row.kind() != Kind.AUDIT).toList();
  }

  @Override
  public synchronized List<AccountRecord> page(Kind kind, @Nullable String before, int limit) {
    return rows.descendingMap().values().stream()
        .filter(row -> row.kind() == kind)
        .filter(row -> before == null || row.id().compareTo(before) < 0)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized String version() {
    return everything().stream()
        .filter(row -> row.kind() == Kind.VERSION)
        .map(AccountRecord::body)
        .findFirst()
        .orElse("");
  }

  private record Rows(TreeMap<String, AccountRecord> rows) implements AccountLedger {
    @Override
    public Optional<AccountRecord> find(Kind kind, String id) {
      return Optional.ofNullable(rows.get(kind + " " + id));
    }

    @Override
    public List<AccountRecord> all(Kind kind) {
      return rows.values().stream().filter(row -> row.kind() == kind).toList();
    }

    @Override
    public void save(AccountRecord row) {
      rows.put(row.kind() + " " + row.id(), row);
    }

    @Override
    public void remove(Kind kind, String id) {
      rows.remove(kind + " " + id);
    }
  }
}
