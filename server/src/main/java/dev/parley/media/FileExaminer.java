package dev.parley.media;

import dev.parley.chat.MediaFile;
import java.io.IOException;
import java.nio.file.Path;

/// Finds the type of a file from its bytes. Safe for use by many threads; may block.
@FunctionalInterface
public interface FileExaminer {
  /// Examines a file, which may be damaged or hostile.
  ///
  /// @param file must not change during the call
  Examined examine(Path file) throws IOException;

  /// The type and the properties of a file.
  ///
  /// @param mimeType for example `image/jpeg`, or `audio/ogg; codecs=opus`;
  ///   `application/octet-stream` if the type is unknown
  record Examined(String mimeType, MediaFile.Traits traits) {}
}
