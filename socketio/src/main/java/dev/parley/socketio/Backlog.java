package dev.parley.socketio;

import dev.parley.socketio.engine.EventLoopExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// How much an event loop has to do, and whether it may be given more: bounded, whoever sends, in
/// tasks and in bytes. Safe for use by many threads.
final class Backlog {
  /// Threads that may wait do so beyond this.
  private static final int LONG_TASKS = 1024;

  private static final long LONG_BYTES = 8L * 1024 * 1024;

  /// Beyond this what can be dropped is.
  private static final int DROPPING_TASKS = 256;

  /// Beyond this the event loop is overrun: event loops, which cannot wait, have sent too much.
  private static final int MOST_TASKS = 16 * 1024;

  private static final long MOST_BYTES = 32L * 1024 * 1024;

  private final EventLoopExecutor eventLoop;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean overrun = new AtomicBoolean();

  Backlog(EventLoopExecutor eventLoop) {
    this.eventLoop = eventLoop;
  }

  /// Whether who can wait should; not for an event loop that is overrun already.
  boolean isLong() {
    return !overrun.get() && (eventLoop.waiting() > LONG_TASKS || bytes.get() > LONG_BYTES);
  }

  /// Whether an event may be given to the event loop; counts it if so.
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

  /// The event loop has begun with an event that it was given.
  void took(OutgoingEvent outgoingEvent) {
    bytes.addAndGet(-outgoingEvent.bytes());
  }

  /// Gives the event loop nothing more until [#recovered].
  ///
  /// @return whether it was given more until now
  boolean overrun() {
    return overrun.compareAndSet(false, true);
  }

  /// The event loop has done all that it was given.
  void recovered() {
    overrun.set(false);
  }
}
