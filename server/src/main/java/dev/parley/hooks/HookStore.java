package dev.parley.hooks;

import dev.parley.hooks.HookRecord.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Keeps outgoing webhooks next to the conversations. Every method blocks, and throws
/// [dev.parley.chat.Refusal] `store_unavailable` if the store cannot be reached. Safe for use by
/// many threads, and by several processes if the store is.
///
/// `HookStoreContract` specifies and tests what an implementation must do.
public interface HookStore {
  /// Runs one atomic step, as [dev.parley.chat.ChatStore#step] does. The step may run more than
  /// once. Steps run one after the other, including those of other processes on the same store.
  ///
  /// @param now the time of the step, in whole milliseconds
  <T> T step(Instant now, Function<HookLedger, T> step);

  /// The row with this id, as the last step left it.
  Optional<HookRecord> find(Kind kind, String id);

  /// Every row of a kind, in the order of their ids.
  List<HookRecord> all(Kind kind);

  /// The maximum total length of the bodies of a range, in characters, because bodies can be large.
  /// The row that exceeds it is the last one of the range.
  int MOST_OF_RANGE = 1 << 20;

  /// The first rows of a kind with ids between these two, in the order of their ids: at most
  /// `limit` rows, and fewer if their bodies exceed [#MOST_OF_RANGE].
  List<HookRecord> range(Kind kind, String after, String before, int limit);
}
