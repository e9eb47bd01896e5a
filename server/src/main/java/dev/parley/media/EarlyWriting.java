package dev.parley.media;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Forces the first part of a file to disk while the rest is still being received, so that little
/// is left to write at the end. Used by one thread.
final class EarlyWriting {
  private static final long STEP = 16 << 20;

  private final FileChannel file;
  private long next = STEP;
  private @Nullable FutureTask<@Nullable Void> running;

  EarlyWriting(FileChannel file) {
    this.file = file;
  }

  /// Call this when the file has grown.
  ///
  /// @param size the new size in bytes
  /// @throws IOException if the disk has failed
  void grown(long size) throws IOException {
    if (size < next || (running != null && !running.isDone())) {
      return;
    }
    end();
    next = size + STEP;
    FutureTask<@Nullable Void> task =
        new FutureTask<>(() -> {
          file.force(false);
          return null;
        });
    running = task;
    var _ = Thread.ofVirtual().name("early-writing").start(task);
  }

  /// Waits for the write that was begun. The operating system reports a failed write only once,
  /// here or to a caller that forces the file itself, so a failure must not be lost in either
  /// place.
  ///
  /// @throws IOException if the disk has failed
  void end() throws IOException {
    FutureTask<@Nullable Void> last = running;
    running = null;
    if (last == null) {
      return;
    }
    try {
      last.get();
    } catch (ExecutionException failed) {
      throw new IOException(failed.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
