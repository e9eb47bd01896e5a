package dev.parley.socketio.engine;

import org.jspecify.annotations.Nullable;

/// An action that runs after a [Delay], unless it is stopped or started again. Belongs to an event
/// loop; waits in one delay at a time.
abstract class Alarm {
  /// The time at which it rings, by [System#nanoTime].
  long due;

  @Nullable Delay waitsIn;
  @Nullable Alarm previous;
  @Nullable Alarm next;

  /// Called when the delay is over.
  abstract void ring();

  /// Cancels the alarm.
  final void stop() {
    if (waitsIn != null) {
      waitsIn.remove(this);
    }
  }
}
