package dev.parley.media;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Forces the parts of a file to disk while the rest is still being received, so that little is
/// left to write at the end. If the disk is slower than the sender of the file, the sender waits:
/// at most two shares (see [WriteShares]) are being written at a time, and at most two more wait.
/// Used by one thread.
final class EarlyWriting {
  /// Forces the current content of the file to disk.
  @FunctionalInterface
  interface Forcing {
    void run() throws IOException;
  }

  private final Forcing forcing;
  private final WriteShares shares;

  /// The size of the file when the last write began.
  private long begun;

  private @Nullable FutureTask<@Nullable Void> running;

  /// @param forcing called on another thread, one call at a time
  EarlyWriting(Forcing forcing, WriteShares shares) {
    this.forcing = forcing;
    this.shares = shares;
  }

  /// Call this when the file has grown. Waits if the disk is too far behind.
  ///
  /// @param size the new size in bytes
  /// @throws IOException if the disk has failed
  void grown(long size) throws IOException {
    long ahead = size - begun;
    long share = shares.bytes();
    boolean busy = running != null && !running.isDone();
    if (ahead < share || (busy && ahead < 2 * share)) {
      return;
    }
    end();
    begun = size;
    FutureTask<@Nullable Void> task =
        new FutureTask<>(() -> {
          forcing.run();
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
