package dev.parley.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Keeps bytes under the name of their SHA-256. Every method blocks. Safe for use by many threads;
/// several processes may use the same storage.
///
/// `BlobStoreContract` specifies and tests what an implementation must do.
public interface BlobStore extends AutoCloseable {
  /// Begins a file, in a folder of this machine.
  ///
  /// @return a file that the caller closes in every case
  IncomingFile begin() throws IOException;

  /// Stores the bytes of a finished file; they are on disk when this returns. Bytes that are
  /// already stored are not stored again, and count as new for [#removeOlderThan].
  ///
  /// @param file a finished file; its temporary file may no longer exist afterwards
  void put(IncomingFile file) throws IOException;

  /// The bytes from `offset` on.
  ///
  /// @param offset 0 to the size
  /// @return a stream that the caller closes; empty if the bytes are not stored
  Optional<InputStream> open(BlobId id, long offset) throws IOException;

  /// The number of bytes; empty if the bytes are not stored.
  OptionalLong size(BlobId id) throws IOException;

  /// The local file that contains exactly these bytes, for callers that let the operating system
  /// copy it. The file may not exist. Empty if this store does not keep bytes in files.
  default Optional<Path> path(BlobId id) {
    return Optional.empty();
  }

  /// Passes the names of all bytes that were stored before a moment to `old`, in no particular
  /// order.
  ///
  /// @param old receives the names one by one; may throw any exception
  void olderThan(Instant moment, Consumer<BlobId> old) throws IOException;

  /// Removes bytes, unless they were stored or stored again at or after a moment.
  ///
  /// @return whether they were removed
  boolean removeOlderThan(Instant moment, BlobId id) throws IOException;

  /// Removes files that processes were receiving when they were killed.
  void removeAbandoned() throws IOException;

  /// The location of the bytes, for people: for example a folder.
  String place();

  @Override
  void close();
}
