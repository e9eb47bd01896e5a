package dev.parley.store.sqlite;

import dev.parley.chat.StoreOpenException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps a second process away from a data folder. The operating system releases it when the
/// process ends in any way.
final class FolderLock implements AutoCloseable {
  static final String FILE = "parley.lock";

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /// @throws StoreOpenException if another process has the folder, or it cannot be written
  static FolderLock take(Path folder) {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              folder.resolve(FILE),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              DataFolder.ownerOnly(folder, "rw-------"));
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new OverlappingFileLockException();
      }
      return new FolderLock(channel);
    } catch (OverlappingFileLockException taken) {
      close(channel);
      throw new StoreOpenException(
          "another Parley is running on the data folder "
              + folder
              + ": stop it, or set DATA_DIR to another folder");
    } catch (IOException e) {
      close(channel);
      throw new StoreOpenException(
          "the data folder "
              + folder
              + " cannot be written: check its permissions, or set DATA_DIR to another folder");
    }
  }

  private static void close(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    close(channel);
  }
}
