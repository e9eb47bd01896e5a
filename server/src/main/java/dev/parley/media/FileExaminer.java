package dev.parley.media;

import dev.parley.chat.MediaFile;
import java.io.IOException;
import java.nio.file.Path;

/// Finds what a file is by its bytes. Safe for use by many threads; may block.
@FunctionalInterface
public interface FileExaminer {
  /// Looks into a file, however odd it is.
  ///
  /// @param file not changed meanwhile
  Examined examine(Path file) throws IOException;

  /// What a file is.
  ///
  /// @param mimeType for example `image/jpeg`, or `audio/ogg; codecs=opus`;
  ///   `application/octet-stream` where nothing is known
  record Examined(String mimeType, MediaFile.Traits traits) {}
}
