package dev.parley.socketio.client;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread on which all work of a client runs. After its end, new tasks are ignored. Any
/// thread may add tasks.
final class ClientExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(ClientExecutor.class);

  private volatile @Nullable Thread thread;

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(1, this::thread, new DiscardPolicy());

  ClientExecutor() {
    executor.setRemoveOnCancelPolicy(true);
  }

  /// Whether the calling thread is this thread.
  boolean isCurrent() {
    return Thread.currentThread().equals(thread);
  }

  void execute(Runnable task) {
    executor.execute(() -> guarded(task, "a task of the client failed"));
  }

  Future<?> schedule(Runnable task, Duration after) {
    return executor.schedule(
        () -> guarded(task, "a task of the client failed"), after.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// Runs a task and logs its exceptions, also an [Error], so that the thread continues. The
  /// executor stores exceptions of tasks in futures, which nobody reads.
  ///
  /// @param sentence the sentence in the log
  static void guarded(Runnable task, String sentence) {
    try {
      task.run();
    } catch (Throwable failure) {
      try {
        LOG.atError().setCause(failure).log(sentence);
      } catch (Throwable exhausted) {
        // Nothing else can be done about the failure.
      }
    }
  }

  /// Ends the thread and drops waiting tasks.
  void end() {
    var _ = executor.shutdownNow();
  }

  private Thread thread(Runnable work) {
    Thread made = Thread.ofPlatform().daemon().name("socketio-client").unstarted(work);
    thread = made;
    return made;
  }
}
