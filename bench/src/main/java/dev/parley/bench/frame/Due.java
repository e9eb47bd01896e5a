package dev.parley.bench.frame;

import dev.parley.bench.load.Numbers;
import java.util.concurrent.atomic.AtomicLongArray;

/// The time at which each webhook was due. The thread that sends the webhooks writes these times,
/// and the thread that watches for the results reads them.
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

  /// The number of webhooks that were sent. Called by the thread that sends them.
  int sent() {
    return sent;
  }

  /// The time at which the webhook with this number was due. The webhook must have been sent.
  long at(long number) {
    return at.get(Math.toIntExact(number));
  }
}
