package dev.parley.chat;

/// Where the rules for conversations leave the files that are to be fetched: part of the same step
/// as the message itself, so that both are stored or neither.
///
/// Used by one thread, and only while the step runs.
@FunctionalInterface
public interface IncomingFiles {
  /// Fetches nothing: for stores whose files nobody fetches.
  IncomingFiles NONE = (_, _) -> {};

  /// Adds the file of a message that has just been stored.
  ///
  /// @param file waits
  void wanted(Message message, MediaFile file);
}
