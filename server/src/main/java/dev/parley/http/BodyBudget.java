package dev.parley.http;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Limits the memory of the bodies of all requests together. Safe for use by many threads.
///
/// Reading a body takes several times its size in memory, so only few bodies are read at the same
/// time. A part of the memory is reserved for small bodies, such as webhooks, so that clients that
/// send megabytes and then stop cannot block them.
final class BodyBudget {
  /// Bodies up to this size are read regardless of other bodies.
  private static final int SMALL = 16 * 1024;

  /// The maximum total size of the bodies that are read at the same time; a larger body is read
  /// alone.
  private static final int AT_ONCE = 1024 * 1024;

  private final long limit;
  private final long limitWithSmall;
  private final AtomicLong held = new AtomicLong();
  private final Semaphore reading = new Semaphore(AT_ONCE, true);

  /// @param limit the number of bytes; small bodies may use an eighth more
  BodyBudget(long limit) {
    this.limit = limit;
    this.limitWithSmall = limit + limit / 8;
  }

  /// Reserves memory for a body of `bytes`.
  ///
  /// @return whether there was enough memory
  boolean take(int bytes) {
    if (held.addAndGet(bytes) > (bytes <= SMALL ? limitWithSmall : limit)) {
      held.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }

  /// Waits until a body of `size` may be read.
  ///
  /// @return false if the wait took longer than `millis`; otherwise [#doneReading] must follow
  boolean startReading(int size, long millis) throws InterruptedException {
    return size <= SMALL
        || reading.tryAcquire(Math.min(size, AT_ONCE), millis, TimeUnit.MILLISECONDS);
  }

  void doneReading(int size) {
    if (size > SMALL) {
      reading.release(Math.min(size, AT_ONCE));
    }
  }
}
