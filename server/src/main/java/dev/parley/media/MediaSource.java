package dev.parley.media;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Fetches files that customers sent. Safe for use by many threads; blocks.
@FunctionalInterface
public interface MediaSource {
  /// Makes one attempt to fetch a file.
  ///
  /// @param from the file to fetch
  /// @param into receives the bytes; the caller finishes it
  /// @throws IOException if `into` cannot be written
  Fetched fetch(MediaRecord.Source from, IncomingFile into) throws IOException;

  /// The outcome of an attempt.
  sealed interface Fetched {
    /// All bytes were received.
    ///
    /// @param sha256 the SHA-256 that the bytes should have, in hexadecimal digits; null if the
    ///   source does not say
    record Complete(@Nullable String sha256) implements Fetched {}

    /// There is no such file.
    record Missing(String reason) implements Fetched {}

    /// The attempt failed; another one may succeed.
    ///
    /// @param reason a few words, without secrets
    record Failed(String reason) implements Fetched {}

    /// Nothing can be fetched until a person fixes something: the access token, for example.
    record Stopped(String reason) implements Fetched {}
  }
}
