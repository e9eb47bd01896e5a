package dev.parley.socketio.engine;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Actions with the same delay, which run in the order in which they were started. A list and one
/// timer of the event loop are enough for any number of actions. Belongs to an event loop.
final class DelayedActions {
  private static final Logger LOG = LoggerFactory.getLogger(DelayedActions.class);

  private final EventLoop loop;
  private final long nanos;
  private @Nullable DelayedAction first;
  private @Nullable DelayedAction last;
  private boolean scheduled;

  DelayedActions(EventLoop loop, Duration delay) {
    this.loop = loop;
    this.nanos = delay.toNanos();
  }

  /// Starts `action`; if it is waiting already, its delay starts again.
  void start(DelayedAction action) {
    action.stop();
    action.due = System.nanoTime() + nanos;
    action.waitingIn = this;
    action.previous = last;
    if (last == null) {
      first = action;
    } else {
      last.next = action;
    }
    last = action;
    if (!scheduled) {
      schedule(nanos);
    }
  }

  void remove(DelayedAction action) {
    if (action.previous == null) {
      first = action.next;
    } else {
      action.previous.next = action.next;
    }
    if (action.next == null) {
      last = action.previous;
    } else {
      action.next.previous = action.previous;
    }
    action.previous = null;
    action.next = null;
    action.waitingIn = null;
  }

  private void schedule(long after) {
    scheduled = true;
    // The task never fails and ends with the event loop, so its future is not needed.
    var _ = loop.schedule(this::check, after, TimeUnit.NANOSECONDS);
  }

  private void check() {
    scheduled = false;
    long now = System.nanoTime();
    for (DelayedAction action = first; action != null && action.due - now <= 0; action = first) {
      remove(action);
      try {
        action.run();
      } catch (Throwable failure) {
        // The next action must still run.
        Failures.log(LOG, "a delayed action of a session failed", failure);
      }
    }
    if (first != null && !scheduled) {
      schedule(Math.max(1, first.due - System.nanoTime()));
    }
  }
}
