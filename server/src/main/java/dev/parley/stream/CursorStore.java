package dev.parley.stream;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// Stores cursors next to the conversations. Every method blocks, and throws
/// [dev.parley.chat.Refusal] `store_unavailable` if the store cannot be reached. Safe for use by
/// many threads and, if the store is shared, by several processes.
///
/// `CursorStoreContract` tests what an implementation must do.
public interface CursorStore {
  /// Runs one atomic step, as [dev.parley.chat.ChatStore#step] does. The step may run more than
  /// once. Only one step runs at a time, even if several processes use the store.
  ///
  /// @param now the time of the step, in whole milliseconds
  <T> T step(Instant now, Function<CursorLedger, T> step);

  /// The cursor with this name, as the last step left it.
  Optional<Cursor> find(String name);
}
