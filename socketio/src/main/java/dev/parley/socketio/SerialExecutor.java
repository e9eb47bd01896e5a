package dev.parley.socketio;

import dev.parley.socketio.engine.Failures;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the listeners of one socket as tasks on another executor: one after another, in the order
/// in which the tasks were added. It takes a thread only while there is something to run.
/// Exceptions of tasks are logged. Safe for use by many threads.
final class SerialExecutor implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

  private final Executor executor;
  private final Runnable rejected;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  /// @param rejected called when the executor takes no more tasks; nothing is run after that
  SerialExecutor(Executor executor, Runnable rejected) {
    this.executor = executor;
    this.rejected = rejected;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (size.getAndIncrement() > 0) {
      return; // the thread that runs earlier tasks runs it too
    }
    try {
      executor.execute(this::runAll);
    } catch (RejectedExecutionException refused) {
      Failures.log(LOG, "the executor for listeners takes no more tasks", refused);
      rejected.run();
    }
  }

  /// Counts the approximate number of bytes that wait here.
  ///
  /// @param change negative for bytes that no longer wait
  /// @return the number now
  long addBytes(long change) {
    return bytes.addAndGet(change);
  }

  private void runAll() {
    do {
      try {
        tasks.remove().run();
      } catch (Throwable failure) {
        Failures.log(LOG, "a task of a socket failed", failure);
      }
    } while (size.decrementAndGet() > 0);
  }
}
