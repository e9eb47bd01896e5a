package dev.parley.stream;

import java.util.Optional;

/// The cursors that a store offers within one atomic step. Reads see the step's own writes.
///
/// Used by one thread, and only while the step runs.
public interface CursorLedger {
  /// The cursor with this name.
  Optional<Cursor> find(String name);

  /// Adds a cursor, or replaces the one with the same name.
  void save(Cursor cursor);

  /// Removes a cursor, if it exists.
  void remove(String name);
}
