package dev.parley.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Keeps bytes under the name of their SHA-256. Every method blocks. Safe for use by many threads,
/// and on one place by several processes.
///
/// What an implementation must do is checked by `BlobStoreContract`.
public interface BlobStore extends AutoCloseable {
  /// Begins a file, in a folder of this machine.
  ///
  /// @return to be closed, whatever becomes of it
  IncomingFile begin() throws IOException;

  /// Stores the bytes of a finished file; they are on disk when this returns. Bytes that are there
  /// already are not stored again, and count as new for [#removeOlderThan].
  ///
  /// @param file finished; its own file may be gone after this
  void put(IncomingFile file) throws IOException;

  /// The bytes from `offset` on.
  ///
  /// @param offset 0 to the size
  /// @return to be closed; empty where there are no such bytes
  Optional<InputStream> open(BlobId id, long offset) throws IOException;

  /// The number of bytes; empty where there are none of this name.
  OptionalLong size(BlobId id) throws IOException;

  /// The file of this machine that has these bytes and nothing else, for callers that let the
  /// system copy it; it need not exist. Empty where bytes are kept in another way.
  default Optional<Path> path(BlobId id) {
    return Optional.empty();
  }

  /// Shows the names of all that was stored before a moment, in no order.
  ///
  /// @param old takes them one by one, and may throw what it likes
  void olderThan(Instant moment, Consumer<BlobId> old) throws IOException;

  /// Removes bytes, unless they were stored, or stored once more, at or after a moment.
  ///
  /// @return whether they were removed
  boolean removeOlderThan(Instant moment, BlobId id) throws IOException;

  /// Removes files that processes were receiving when they were killed.
  void removeAbandoned() throws IOException;

  /// Where the bytes are, for people: a folder, for example.
  String place();

  @Override
  void close();
}
