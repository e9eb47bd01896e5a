package dev.parley.media;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Where files are that customers sent. Safe for use by many threads; blocks.
@FunctionalInterface
public interface MediaSource {
  /// Fetches a file, once.
  ///
  /// @param from which one
  /// @param into takes the bytes; not finished yet when this returns
  /// @throws IOException where `into` cannot be written
  Fetched fetch(MediaRecord.Source from, IncomingFile into) throws IOException;

  /// What came of it.
  sealed interface Fetched {
    /// All bytes are there.
    ///
    /// @param sha256 what they should be, in hexadecimal digits; null: nobody says
    record Complete(@Nullable String sha256) implements Fetched {}

    /// There is no such file.
    record Missing(String reason) implements Fetched {}

    /// It did not work; it may another time.
    ///
    /// @param reason a few words, without anything secret
    record Failed(String reason) implements Fetched {}

    /// Nothing can be fetched until a person fixes something: the access token, for example.
    record Stopped(String reason) implements Fetched {}
  }
}
