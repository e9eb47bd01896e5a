package dev.parley.api;

import dev.parley.chat.MediaFile;

/// The links at which clients get files. Safe for use by many threads; never blocks.
public interface FileLinks {
  /// Links without a signature: clients need a credential to use them.
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

  /// The address of a readable file, with or without the host.
  String url(MediaFile file);

  /// A number that changes when the links change: text that was rendered with an earlier number
  /// contains links that expire earlier.
  long period();

  /// The path of a file.
  static String path(MediaFile file) {
    return "/api/media/" + file.id();
  }
}
