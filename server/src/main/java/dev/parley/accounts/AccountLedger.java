package dev.parley.accounts;

import dev.parley.accounts.AccountRecord.Kind;
import java.util.List;
import java.util.Optional;

/// The rows that a store offers within one atomic step. Reads see the step's own writes.
///
/// Used by one thread, and only while the step runs.
public interface AccountLedger {
  /// The row with this id.
  Optional<AccountRecord> find(Kind kind, String id);

  /// Every row of a kind, in the order of their ids.
  List<AccountRecord> all(Kind kind);

  /// Adds or replaces a row.
  void save(AccountRecord row);

  /// Removes a row, if it exists.
  void remove(Kind kind, String id);
}
