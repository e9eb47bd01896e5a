package dev.parley.media;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the records of files page by page, also while a Parley server runs on the same store.
/// Every method blocks; used by one thread.
public interface MediaRecordReader extends AutoCloseable {
  /// See [MediaStore#rows].
  List<MediaRow> rows(@Nullable String after, int limit);

  /// The blob store inside the database; empty if the database does not keep files.
  ///
  /// @param incoming a local folder for files that are being received
  Optional<BlobStore> blobs(Path incoming);

  @Override
  void close();
}
