package dev.parley.hooks.delivery;

import java.time.Duration;

/// Hears how deliveries go: for metrics. Called from many threads; must not block.
public interface HookListener {
  /// Nobody listens.
  HookListener NONE = new HookListener() {};

  /// Something was tried.
  ///
  /// @param delivered whether the receiver has it
  default void attempted(boolean delivered, Duration took) {}

  /// A hook was turned off by Parley.
  default void turnedOff() {}
}
