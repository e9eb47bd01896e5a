package dev.parley.hooks.delivery;

import dev.parley.hooks.WaitingDelivery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event in a [Window], which guards it.
final class Delivery {
  private final List<String> lanes;
  private WaitingDelivery waiting;

  /// In how many of its lanes another one is before it.
  private int behind;

  private byte @Nullable [] body;

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

  byte @Nullable [] body() {
    return body;
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
