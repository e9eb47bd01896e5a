package dev.parley.socketio;

import dev.parley.socketio.engine.EventLoopExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Counts the work that waits for an event loop, and decides whether it can take more. The work of
/// all senders together is limited, in tasks and in bytes. Safe for use by many threads.
final class Backlog {
  /// Above this number of tasks, threads that can wait have to wait.
  private static final int LONG_TASKS = 1024;

  private static final long LONG_BYTES = 8L * 1024 * 1024;

  /// Above this number of tasks, events that can be dropped are dropped.
  private static final int DROPPING_TASKS = 256;

  /// Above this number of tasks, the event loop is overrun: other event loops, which cannot wait,
  /// have sent too much.
  private static final int MOST_TASKS = 16 * 1024;

  private static final long MOST_BYTES = 32L * 1024 * 1024;

  private final EventLoopExecutor eventLoop;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean overrun = new AtomicBoolean();

  Backlog(EventLoopExecutor eventLoop) {
    this.eventLoop = eventLoop;
  }

  /// Whether senders that can wait should wait; false for an event loop that is overrun already.
  boolean isLong() {
    return !overrun.get() && (eventLoop.waiting() > LONG_TASKS || bytes.get() > LONG_BYTES);
  }

  /// Whether the event loop can take an event; if so, counts the event.
  boolean takes(OutgoingEvent outgoingEvent) {
    if (overrun.get()) {
      return false;
    }
    int most = outgoingEvent.reliability() == Reliability.RELIABLE ? MOST_TASKS : DROPPING_TASKS;
    if (eventLoop.waiting() > most || bytes.get() > MOST_BYTES) {
      return false;
    }
    bytes.addAndGet(outgoingEvent.bytes());
    return true;
  }

  /// Called when the event loop starts with an event.
  void took(OutgoingEvent outgoingEvent) {
    bytes.addAndGet(-outgoingEvent.bytes());
  }

  /// Marks the event loop as overrun: it takes no more events until [#recovered].
  ///
  /// @return whether it took events until now
  boolean overrun() {
    return overrun.compareAndSet(false, true);
  }

  /// Called when the event loop has finished all its events.
  void recovered() {
    overrun.set(false);
  }
}
