package dev.parley.socketio.engine;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Alarms with the same delay, which ring in the order in which they were started. A list and one
/// timer of the event loop are enough for any number of alarms. Belongs to an event loop.
final class Delay {
  private static final Logger LOG = LoggerFactory.getLogger(Delay.class);

  private final EventLoop loop;
  private final long nanos;
  private @Nullable Alarm first;
  private @Nullable Alarm last;
  private boolean scheduled;

  Delay(EventLoop loop, Duration delay) {
    this.loop = loop;
    this.nanos = delay.toNanos();
  }

  /// Starts `alarm`; if it is waiting already, its delay starts again.
  void start(Alarm alarm) {
    alarm.stop();
    alarm.due = System.nanoTime() + nanos;
    alarm.waitsIn = this;
    alarm.previous = last;
    if (last == null) {
      first = alarm;
    } else {
      last.next = alarm;
    }
    last = alarm;
    if (!scheduled) {
      schedule(nanos);
    }
  }

  void remove(Alarm alarm) {
    if (alarm.previous == null) {
      first = alarm.next;
    } else {
      alarm.previous.next = alarm.next;
    }
    if (alarm.next == null) {
      last = alarm.previous;
    } else {
      alarm.next.previous = alarm.previous;
    }
    alarm.previous = null;
    alarm.next = null;
    alarm.waitsIn = null;
  }

  private void schedule(long after) {
    scheduled = true;
    // The task never fails and ends with the event loop, so its future is not needed.
    var _ = loop.schedule(this::check, after, TimeUnit.NANOSECONDS);
  }

  private void check() {
    scheduled = false;
    long now = System.nanoTime();
    for (Alarm alarm = first; alarm != null && alarm.due - now <= 0; alarm = first) {
      remove(alarm);
      try {
        alarm.ring();
      } catch (Throwable failure) {
        // The next alarm must still ring.
        Failures.log(LOG, "an alarm of a session failed", failure);
      }
    }
    if (first != null && !scheduled) {
      schedule(Math.max(1, first.due - System.nanoTime()));
    }
  }
}
