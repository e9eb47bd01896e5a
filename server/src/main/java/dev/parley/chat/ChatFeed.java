package dev.parley.chat;

import java.util.List;

/// Tells whoever watches what has changed.
///
/// The store calls it after the commit that made the changes durable, in commit order, from one
/// thread at a time, and before the writer of the change gets its answer. An implementation hands
/// over and returns; it must not throw. It may wait only for its own queue, to slow the store down
/// where those who watch cannot follow.
@FunctionalInterface
public interface ChatFeed {
  /// The changes of one commit, in order; never empty.
  void publish(List<Change> changes);
}
