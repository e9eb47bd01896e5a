package dev.parley.bench.frame;

import dev.parley.bench.load.Numbers;
import java.util.concurrent.atomic.AtomicLongArray;

/// When each webhook was due. Written by the thread that sends them, read by the thread that
/// watches for their results.
final class Due implements Numbers {
  private final AtomicLongArray at;
  private int sent;

  /// @param most the maximum number of webhooks
  Due(int most) {
    this.at = new AtomicLongArray(most);
  }

  @Override
  public long next(long due) {
    at.set(sent, due);
    return sent++;
  }

  /// By the thread that sends.
  int sent() {
    return sent;
  }

  /// Of the webhook with this number, which was sent.
  long at(long number) {
    return at.get(Math.toIntExact(number));
  }
}
