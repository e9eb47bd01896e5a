package dev.parley.hooks.delivery;

import dev.parley.hooks.WaitingDelivery;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event in a [DeliveryWindow], whose lock guards it.
final class QueuedDelivery {
  /// An older body is read again, because erased content must not be posted.
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private final List<String> lanes;
  private final long enteredAt = System.nanoTime();
  private WaitingDelivery waiting;

  /// The number of its lanes in which another delivery is ahead.
  private int behind;

  private byte @Nullable [] body;
  private boolean underWay;

  /// @param body the body; null if it is read later
  QueuedDelivery(WaitingDelivery waiting, byte @Nullable [] body) {
    this.lanes = waiting.lanes();
    this.waiting = waiting;
    this.body = body;
  }

  List<String> lanes() {
    return lanes;
  }

  /// Notes that another delivery is ahead in one of its lanes.
  void isBehind() {
    behind++;
  }

  /// Notes that it has become the first in one of its lanes.
  ///
  /// @return whether it is now the first in all its lanes
  boolean hasMovedUp() {
    behind--;
    return behind == 0;
  }

  boolean isFirst() {
    return behind == 0;
  }

  WaitingDelivery waiting() {
    return waiting;
  }

  /// The body; null if it must be read from the store.
  byte @Nullable [] body() {
    return System.nanoTime() - enteredAt > FRESH_NANOS ? null : body;
  }

  void begins() {
    underWay = true;
  }

  /// Notes that the delivery is no longer under way.
  ///
  /// @return whether it was under way
  boolean ends() {
    boolean was = underWay;
    underWay = false;
    return was;
  }

  int bytes() {
    return body == null ? 0 : body.length;
  }

  /// Drops the body, which may have changed or been erased: it is read again from the store.
  void dropBody() {
    body = null;
  }

  void becomes(WaitingDelivery now) {
    waiting = now;
  }
}
