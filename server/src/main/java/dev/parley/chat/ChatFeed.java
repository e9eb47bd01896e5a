package dev.parley.chat;

/// Tells whoever watches what has changed.
///
/// The store calls it after the commit that made the changes durable, in the order of their
/// numbers, from one thread at a time, and before the writer of the change gets its answer. An
/// implementation hands over and returns: it waits for nobody and must not throw.
@FunctionalInterface
public interface ChatFeed {
  /// The next commit. Its first change follows the last one of the commit before.
  void publish(Commit commit);
}
