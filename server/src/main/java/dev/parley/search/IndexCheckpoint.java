package dev.parley.search;

import dev.parley.chat.StreamPosition;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The progress of an index. It is committed together with the documents, so that the next process
/// continues from there.
///
/// @param position once the index is built, it has all changes up to this position; null: nothing
///   was read yet
/// @param rest the position at which building continues; null for the first message
record IndexCheckpoint(@Nullable StreamPosition position, Phase phase, @Nullable String rest) {
  /// The version of the documents' format: an index of another version is rebuilt.
  private static final String VERSION = "1";

  /// The checkpoint of an empty index.
  static final IndexCheckpoint NONE = new IndexCheckpoint(null, Phase.BUILDING, null);

  private static final String VERSION_FIELD = "version";
  private static final String POSITION = "position";
  private static final String PHASE = "phase";
  private static final String REST = "rest";

  /// The phases of the indexer.
  enum Phase {
    /// Reads everything that is stored.
    BUILDING,
    /// Reads the changes that were made during the building.
    FOLLOWING,
    /// The index is complete.
    COMPLETE
  }

  /// Reads the checkpoint from the data of a commit; [#NONE] if there is none, or if the documents
  /// have another version.
  static IndexCheckpoint read(Map<String, String> committed) {
    if (!VERSION.equals(committed.get(VERSION_FIELD))) {
      return NONE;
    }
    return new IndexCheckpoint(
        StreamPosition.parse(committed.getOrDefault(POSITION, "")).orElse(null),
        Phase.valueOf(committed.getOrDefault(PHASE, Phase.BUILDING.name())),
        committed.get(REST));
  }

  /// The data for a commit.
  Map<String, String> write() {
    Map<String, String> data = new HashMap<>();
    data.put(VERSION_FIELD, VERSION);
    data.put(PHASE, phase.name());
    if (position != null) {
      data.put(POSITION, position.toString());
    }
    if (rest != null) {
      data.put(REST, rest);
    }
    return data;
  }

  boolean isComplete() {
    return phase == Phase.COMPLETE;
  }
}
