package dev.parley.chat;

/// Receives every commit of a store.
///
/// The store calls it after the commit that made the changes durable, in the order of their
/// numbers, from one thread at a time, and before the writer of the change gets its answer. An
/// implementation passes the commit on and returns immediately. It must not block or throw.
@FunctionalInterface
public interface ChatFeed {
  /// Receives the next commit. Its first change follows the last change of the previous commit.
  void publish(Commit commit);
}
