package dev.parley.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Limits the total speed of the downloads of files on this machine while there are several:
/// copying files takes processor time, and webhooks need a part of it. A single download has no
/// limit.
///
/// Safe for use by many threads.
final class DownloadPace {
  /// The speed for each core, 3.2 Gbit a second: most networks carry less.
  private static final long BYTES_PER_CORE_SECOND = 400_000_000;

  private final long bytesPerSecond;
  private final AtomicInteger downloads = new AtomicInteger();

  /// The time at which all bytes so far have been sent, if they are sent at the speed limit
  /// (`System.nanoTime`).
  private final AtomicLong end;

  /// @param now `System.nanoTime`
  DownloadPace(long bytesPerSecond, long now) {
    this.bytesPerSecond = bytesPerSecond;
    this.end = new AtomicLong(now);
  }

  /// The pace for this machine.
  static DownloadPace ofThisMachine() {
    return new DownloadPace(
        BYTES_PER_CORE_SECOND * Runtime.getRuntime().availableProcessors(), System.nanoTime());
  }

  /// A download begins.
  void begin() {
    downloads.incrementAndGet();
  }

  /// A download has ended.
  void end() {
    downloads.decrementAndGet();
  }

  /// Waits until a download may send this many more bytes.
  void await(long bytes) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(delay(bytes, System.nanoTime()));
  }

  /// Reserves the time for sending `bytes`.
  ///
  /// @param now `System.nanoTime`
  /// @return the nanoseconds until that time begins; 0 for at once
  long delay(long bytes, long now) {
    if (downloads.get() < 2) {
      return 0;
    }
    long nanos = TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond;
    long before = end.getAndUpdate(last -> now + Math.max(0, last - now) + nanos);
    return Math.max(0, before - now);
  }
}
