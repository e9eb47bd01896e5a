package dev.parley.media;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of files, for reading, beside a running Parley if there is one. Every method
/// blocks; used by one thread.
public interface MediaPages extends AutoCloseable {
  /// As of [MediaStore#rows].
  List<MediaRow> rows(@Nullable String after, int limit);

  /// The place for files that the database itself is; empty where it is none.
  ///
  /// @param incoming a folder of this machine, for files while they are received
  Optional<BlobStore> blobs(Path incoming);

  @Override
  void close();
}
