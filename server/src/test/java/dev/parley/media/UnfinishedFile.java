package dev.parley.media;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/// A process that receives a file of which the rest does not come, until it is killed.
final class UnfinishedFile {
  private UnfinishedFile() {}

  /// Begins the file, and says where it is.
  ///
  /// @param arguments the folder of the files
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (BlobStore blobs = FolderBlobStore.open(Path.of(arguments[0]), Clock.systemUTC());
        IncomingFile file = blobs.begin()) {
      file.write("half of".getBytes(UTF_8), 0, 7);
      System.out.println(file.path());
      Thread.currentThread().join(); // until it is killed
    }
  }
}
