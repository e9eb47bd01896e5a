package dev.parley.chat;

import org.jspecify.annotations.Nullable;

/// What the rules for conversations do to the records of files: part of the same step as the
/// message itself, so that both are stored or neither.
///
/// Used by one thread, and only while the step runs.
public interface IncomingFiles {
  /// Fetches nothing: for stores whose files nobody fetches.
  IncomingFiles NONE =
      new IncomingFiles() {
        @Override
        public void wanted(Message message, MediaFile file) {}

        @Override
        public @Nullable String forget(String file) {
          return null;
        }
      };

  /// Adds the file of a message that has just been stored.
  ///
  /// @param file waits
  void wanted(Message message, MediaFile file);

  /// Removes what is known of a file that no message shows any more.
  ///
  /// @param file its id
  /// @return the SHA-256 of its bytes, where no other file has the same; else null
  @Nullable String forget(String file);
}
