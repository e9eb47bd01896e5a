package dev.parley.socketio.engine;

import org.jspecify.annotations.Nullable;

/// An action that runs after a delay, unless it is stopped or started again. Belongs to an event
/// loop; waits in one [DelayedActions] at a time.
abstract class DelayedAction {
  /// The time at which it runs, by [System#nanoTime].
  long due;

  @Nullable DelayedActions waitingIn;
  @Nullable DelayedAction previous;
  @Nullable DelayedAction next;

  /// Called when the delay is over.
  abstract void run();

  /// Cancels the action.
  final void stop() {
    if (waitingIn != null) {
      waitingIn.remove(this);
    }
  }
}
