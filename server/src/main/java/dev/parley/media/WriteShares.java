package dev.parley.media;

import java.util.concurrent.atomic.AtomicInteger;

/// Decides after how many bytes (a share) a file that is being received is forced to disk. If many
/// files are being received, the share is smaller, so that all of them together never have many
/// bytes that are not on disk. Then neither the end of a file nor another writer to the same disk
/// waits for long. Safe for use by many threads.
final class WriteShares {
  /// The maximum share, in bytes.
  static final long MOST = 16 << 20;

  /// The shares of all files together.
  private static final long TOGETHER = 64 << 20;

  /// The minimum share: each write to disk takes a few milliseconds, however small it is.
  private static final long LEAST = 1 << 20;

  private final AtomicInteger files = new AtomicInteger();

  /// Called when a file begins.
  void join() {
    files.incrementAndGet();
  }

  /// Called when a file has ended.
  void leave() {
    files.decrementAndGet();
  }

  /// The current share of each file, in bytes.
  long bytes() {
    return Math.clamp(TOGETHER / Math.max(1, files.get()), LEAST, MOST);
  }
}
