package dev.parley.hooks;

import dev.parley.hooks.HookRecord.Kind;
import java.util.List;
import java.util.Optional;

/// The rows that a store offers within one atomic step. Reads see the step's own writes.
///
/// Used by one thread, and only while the step runs.
public interface HookLedger {
  /// The row with this id.
  Optional<HookRecord> find(Kind kind, String id);

  /// Every row of a kind, in the order of their ids.
  List<HookRecord> all(Kind kind);

  /// Adds a row, or replaces the row of the same kind and id.
  void save(HookRecord row);

  /// Removes a row, if it exists.
  void remove(Kind kind, String id);
}
