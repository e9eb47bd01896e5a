package dev.parley.media;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/// A process that receives the first part of a file, and waits for the rest until it is killed.
final class UnfinishedFile {
  private UnfinishedFile() {}

  /// Begins the file, and prints its path.
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
