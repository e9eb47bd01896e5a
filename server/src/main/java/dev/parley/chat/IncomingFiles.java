package dev.parley.chat;

import org.jspecify.annotations.Nullable;

/// The changes to file records that the rules for conversations make. They are part of the same
/// step as the message, so that both are stored or neither.
///
/// Used by one thread, and only while the step runs.
public interface IncomingFiles {
  /// Ignores files: for stores whose files are not fetched.
  IncomingFiles NONE =
      new IncomingFiles() {
        @Override
        public void wanted(Message message, MediaFile file) {}

        @Override
        public void moved(MediaFile file, WaId chat) {}

        @Override
        public @Nullable String forget(String file) {
          return null;
        }
      };

  /// Adds the file of a message that has just been stored.
  ///
  /// @param file the file, whose status is waiting
  void wanted(Message message, MediaFile file);

  /// Records that the message with a file is in another chat now.
  void moved(MediaFile file, WaId chat);

  /// Removes the record of a file that no message shows any more.
  ///
  /// @param file the id of the file
  /// @return the SHA-256 of its bytes, if no other file has the same bytes; otherwise null
  @Nullable String forget(String file);
}
