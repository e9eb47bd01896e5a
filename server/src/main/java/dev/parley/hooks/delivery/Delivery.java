package dev.parley.hooks.delivery;

import dev.parley.hooks.WaitingDelivery;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event in a [Window], which guards it.
final class Delivery {
  /// A body that is older is read again: what was erased meanwhile must not be posted.
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private final List<String> lanes;
  private final long enteredAt = System.nanoTime();
  private WaitingDelivery waiting;

  /// In how many of its lanes another one is before it.
  private int behind;

  private byte @Nullable [] body;
  private boolean underWay;

  /// @param body null: it is read when it is needed
  Delivery(WaitingDelivery waiting, byte @Nullable [] body) {
    this.lanes = waiting.lanes();
    this.waiting = waiting;
    this.body = body;
  }

  List<String> lanes() {
    return lanes;
  }

  /// Another one is before it in one of its lanes.
  void isBehind() {
    behind++;
  }

  /// It has become the first in one of its lanes.
  ///
  /// @return whether it is the first in all of them now
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

  /// Null if it must be read.
  byte @Nullable [] body() {
    return System.nanoTime() - enteredAt > FRESH_NANOS ? null : body;
  }

  void begins() {
    underWay = true;
  }

  /// It is under way no more.
  ///
  /// @return whether it was
  boolean ends() {
    boolean was = underWay;
    underWay = false;
    return was;
  }

  int bytes() {
    return body == null ? 0 : body.length;
  }

  /// From now on the body is read when it is needed: it may have changed, or been erased.
  void dropBody() {
    body = null;
  }

  void becomes(WaitingDelivery now) {
    waiting = now;
  }
}
