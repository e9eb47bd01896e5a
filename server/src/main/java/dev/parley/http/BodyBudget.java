package dev.parley.http;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// How much memory the bodies of all requests together may take. Safe for use by many threads.
///
/// Reading a body takes several times its size, so large ones are read one at a time.
final class BodyBudget {
  /// Bodies up to this are read side by side.
  private static final int SMALL = 256 * 1024;

  private final long limit;
  private final AtomicLong held = new AtomicLong();
  private final Semaphore large = new Semaphore(1);

  /// @param limit bytes
  BodyBudget(long limit) {
    this.limit = limit;
  }

  /// Makes room for `bytes` more.
  ///
  /// @return whether there was any
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
  /// @return whether that was within `millis`; then [#doneReading] must follow
  boolean startReading(long size, long millis) throws InterruptedException {
    return size <= SMALL || large.tryAcquire(millis, TimeUnit.MILLISECONDS);
  }

  void doneReading(long size) {
    if (size > SMALL) {
      large.release();
    }
  }
}
