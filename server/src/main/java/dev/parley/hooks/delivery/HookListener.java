package dev.parley.hooks.delivery;

import java.time.Duration;

/// Is notified of deliveries, for metrics. Called from many threads; must not block.
public interface HookListener {
  /// Ignores all notifications.
  HookListener NONE = new HookListener() {};

  /// Called when an attempt has ended.
  ///
  /// @param delivered whether the receiver accepted the event
  default void attempted(boolean delivered, Duration took) {}

  /// Called when Parley has turned a hook off.
  default void turnedOff() {}
}
