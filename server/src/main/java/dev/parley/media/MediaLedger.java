package dev.parley.media;

import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The rows that a store offers to [MediaRules] within one atomic step. Reads see the step's own
/// writes.
///
/// Used by one thread, and only while the step runs.
public interface MediaLedger {
  /// The row with this id.
  Optional<MediaRow> find(String id);

  /// Adds a row, or replaces it.
  void save(MediaRow row);

  /// Removes a row, if it exists.
  void remove(String id);

  /// Waiting rows that are due, the latest first.
  ///
  /// @param now rows are due if their time is at or before this
  /// @param except chats whose rows are left out
  /// @param limit the maximum number of rows to return
  List<MediaRow> due(Instant now, Set<WaId> except, int limit);

  /// The time at which the next waiting row is due.
  Optional<Instant> nextDue();

  /// Whether any row refers to these bytes.
  boolean uses(BlobId blob);

  /// Rows of files that arrived before `moment` and whose bytes are stored, the oldest first.
  ///
  /// @param limit the maximum number of rows to return
  List<MediaRow> withBytesBefore(Instant moment, int limit);
}
