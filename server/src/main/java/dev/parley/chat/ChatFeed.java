package dev.parley.chat;

import java.util.List;

/// Tells whoever watches what has changed.
///
/// The store calls it after the commit that made the changes durable, in commit order, from one
/// thread at a time, and before the writer of the change gets its answer. An implementation must
/// not block and must not throw: it hands over and returns.
@FunctionalInterface
public interface ChatFeed {
  /// The changes of one commit, in order; never empty.
  void publish(List<Change> changes);
}
