package dev.parley.store.mongo;

import java.util.List;

/// The rows of one kind in a [MongoLedger]: read when a step asks for them, or ahead for many steps
/// at once, and changed in memory.
///
/// Used by the writer's thread.
interface LedgerRows {
  /// Adds all writes.
  void addWrites(List<Write> writes);
}
