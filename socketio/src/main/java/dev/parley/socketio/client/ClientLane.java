package dev.parley.socketio.client;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The one thread on which everything of a client happens. After its end what it is given is passed
/// over. Any thread may use it.
final class ClientLane {
  private volatile @Nullable Thread thread;

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(1, this::thread, new DiscardPolicy());

  ClientLane() {
    executor.setRemoveOnCancelPolicy(true);
  }

  /// Whether the calling thread is it.
  boolean isCurrent() {
    return Thread.currentThread().equals(thread);
  }

  void execute(Runnable task) {
    executor.execute(task);
  }

  Future<?> schedule(Runnable task, Duration after) {
    return executor.schedule(task, after.toNanos(), TimeUnit.NANOSECONDS);
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
