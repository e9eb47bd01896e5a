package dev.parley.realtime;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.util.concurrent.TimeUnit;

/// Limits how often one socket may send typing events: as fast as people type, with some reserve.
/// Belongs to the socket's event loop.
final class TypingLimit {
  private static final int A_SECOND = 10;
  private static final int AT_ONCE = 30;

  private double left = AT_ONCE;
  private long last = System.nanoTime();

  /// Counts one event.
  ///
  /// @throws Refusal `RATE_LIMITED` if the limit is exceeded
  void count() {
    long now = System.nanoTime();
    double seconds = (double) (now - last) / TimeUnit.SECONDS.toNanos(1);
    left = Math.min(AT_ONCE, left + seconds * A_SECOND);
    last = now;
    if (left < 1) {
      throw new Refusal(
          ErrorCode.RATE_LIMITED, "A connection can send at most 10 typing events a second");
    }
    left--;
  }
}
