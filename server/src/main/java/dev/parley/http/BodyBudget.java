package dev.parley.http;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Limits the memory of the bodies of all requests together. Safe for use by many threads.
///
/// Reading a body takes several times its size: the bodies that are read at the same time are few.
final class BodyBudget {
  /// Bodies up to this size are always read.
  private static final int SMALL = 16 * 1024;

  /// Bodies of this size together are read at the same time, or one larger one.
  private static final int AT_ONCE = 1024 * 1024;

  private final long limit;
  private final AtomicLong held = new AtomicLong();
  private final Semaphore reading = new Semaphore(AT_ONCE, true);

  /// @param limit bytes
  BodyBudget(long limit) {
    this.limit = limit;
  }

  /// Makes room for `bytes` more.
  ///
  /// @return whether there was room
  boolean take(int bytes) {
    if (held.addAndGet(bytes) > limit) {
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
