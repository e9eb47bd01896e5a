package dev.parley.api;

import dev.parley.chat.MediaFile;

/// Where clients get files. Safe for use by many threads; never blocks.
public interface FileLinks {
  /// Links without a signature: they let those in who have a credential.
  FileLinks PLAIN =
      new FileLinks() {
        @Override
        public String url(MediaFile file) {
          return path(file);
        }

        @Override
        public long period() {
          return 0;
        }
      };

  /// The address of a file that can be read, whole or without the host.
  String url(MediaFile file);

  /// Changes when links do: what was rendered in another period has links that end earlier.
  long period();

  /// The path of a file.
  static String path(MediaFile file) {
    return "/api/media/" + file.id();
  }
}
