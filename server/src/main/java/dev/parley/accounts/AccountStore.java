package dev.parley.accounts;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Stores accounts, in the same database as the conversations. Safe for use by many threads.
///
/// `AccountStoreContract` specifies and tests what an implementation must do.
public interface AccountStore {
  /// Runs one atomic step like [dev.parley.chat.ChatStore#step], and throws the same exceptions.
  /// The step may run more than once. Steps run one after the other, also those of other processes
  /// on the same store: what a step has read is still current when it is committed.
  ///
  /// @param now the time of the step, in whole milliseconds
  <T> T step(Instant now, Function<AccountLedger, T> step);

  /// Rows of one kind in descending order of their ids.
  ///
  /// @param before only ids before this one, in the order of their characters; null: all
  /// @param limit the maximum number of rows
  List<AccountRecord> page(AccountRecord.Kind kind, @Nullable String before, int limit);

  /// A consistent view of all rows, except those of [AccountRecord.Kind#AUDIT].
  List<AccountRecord> everything();

  /// The row of [AccountRecord.Kind#VERSION], as it is now; "" if there is none. Cheap.
  String version();
}
