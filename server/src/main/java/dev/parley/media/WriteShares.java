package dev.parley.media;

import java.util.concurrent.atomic.AtomicInteger;

/// Says after how many bytes a file that is being received is written to disk: after fewer if there
/// are many such files, so that all of them together are never far ahead of the disk. Then the end
/// of each file, and every other writer to the same disk, waits for little. Safe for use by many
/// threads.
final class WriteShares {
  static final long MOST = 16 << 20;

  /// The shares of all files together.
  private static final long TOGETHER = 64 << 20;

  /// Each write to disk takes a few milliseconds, however small it is.
  private static final long LEAST = 1 << 20;

  private final AtomicInteger files = new AtomicInteger();

  /// A file begins.
  void join() {
    files.incrementAndGet();
  }

  /// A file has ended.
  void leave() {
    files.decrementAndGet();
  }

  /// The number of bytes of each file.
  long bytes() {
    return Math.clamp(TOGETHER / Math.max(1, files.get()), LEAST, MOST);
  }
}
