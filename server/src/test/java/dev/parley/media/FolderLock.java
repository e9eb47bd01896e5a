package dev.parley.media;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A process that holds a folder's lock for removing files, and removes nothing, until it is
/// killed.
final class FolderLock {
  private FolderLock() {}

  /// Holds the lock.
  ///
  /// @param arguments the folder
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path file = Path.of(arguments[0], "incoming.lock");
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      System.out.println("locked");
      Thread.currentThread().join(); // until it is killed
    }
  }
}
