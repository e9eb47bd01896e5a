package dev.parley.socketio.client;

import dev.parley.socketio.engine.Failures;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread on which everything of a client happens. After its end what it is given is passed
/// over. Any thread may use it.
final class ClientExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(ClientExecutor.class);

  private volatile @Nullable Thread thread;

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(1, this::thread, new DiscardPolicy());

  ClientExecutor() {
    executor.setRemoveOnCancelPolicy(true);
  }

  /// Whether the calling thread is it.
  boolean isCurrent() {
    return Thread.currentThread().equals(thread);
  }

  void execute(Runnable task) {
    executor.execute(() -> guarded(task));
  }

  Future<?> schedule(Runnable task, Duration after) {
    return executor.schedule(() -> guarded(task), after.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// The executor keeps what a task throws for whoever asks, and nobody does.
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      Failures.log(LOG, "a task of the client failed", failure);
    }
  }

  /// Drops what waits.
  void end() {
    var _ = executor.shutdownNow();
  }

  private Thread thread(Runnable work) {
    Thread made = Thread.ofPlatform().daemon().name("socketio-client").unstarted(work);
    thread = made;
    return made;
  }
}
