package dev.parley.stream;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// Keeps cursors beside the conversations. Every method blocks, and throws
/// [dev.parley.chat.Refusal] `store_unavailable` when the store cannot be reached. Safe for use by
/// many threads and, where the store is, by several processes.
///
/// What an implementation must do is checked by `CursorStoreContract`.
public interface CursorStore {
  /// Runs one atomic step, as [dev.parley.chat.ChatStore#step] does. The step may run more than
  /// once. Steps run one after the other, also those of other processes on the same store.
  ///
  /// @param now the time of the step, in whole milliseconds
  <T> T step(Instant now, Function<CursorLedger, T> step);

  /// The cursor of this name, as the last step left it.
  Optional<Cursor> find(String name);
}
