package dev.parley.chat;

import java.util.List;

/// The changes of one commit. Each change has a unique number in the order of the store, without
/// gaps.
///
/// @param first the number of the first change
/// @param token the token of this commit, see [StreamPosition]
/// @param changes never empty
public record Commit(long first, long token, List<Change> changes) {
  public Commit {
    changes = List.copyOf(changes);
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("a commit must have at least one change");
    }
  }

  /// The number of the last change.
  public long last() {
    return first + changes.size() - 1;
  }

  /// The position after a change.
  ///
  /// @param index the index of the change in [#changes]
  public StreamPosition at(int index) {
    return new StreamPosition(first + index, token);
  }
}
