package dev.parley.offload;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs what may block on virtual threads, a thread a task, and brings the result back to the event
/// loop. At most a fixed number at once: virtual threads cost little, but what they wait for does.
///
/// Safe for use by many threads.
public final class Offload {
  private static final ThreadFactory THREADS = Thread.ofVirtual().name("offload-", 0).factory();

  private static final Logger LOG = LoggerFactory.getLogger(Offload.class);
  private static final int MOST_WAITING = 32;

  private final int limit;
  private final Semaphore room;

  /// @param limit how many tasks may be under way
  public Offload(int limit) {
    this.limit = limit;
    this.room = new Semaphore(limit);
  }

  /// Starts `task`. The future ends on the caller's Vert.x context, with what the task returned or
  /// threw; where no room is left, at once with [Refusal] `OVERLOADED`. Call it on a context.
  public <T> Future<T> run(Callable<T> task) {
    Context context = Vertx.currentContext();
    if (context == null) {
      throw new IllegalStateException("not on a Vert.x context");
    }
    if (!room.tryAcquire()) {
      return Future.failedFuture(overloaded());
    }
    Promise<T> promise = Promise.promise();
    THREADS.newThread(() -> complete(task, context, promise)).start();
    return promise.future();
  }

  /// A new sequence of tasks, of one socket for example.
  public Sequence sequence() {
    return new Sequence();
  }

  /// Tasks that run one after another, in the order in which they came. Safe for use by many
  /// threads.
  public final class Sequence {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean running;

    private Sequence() {}

    /// Adds `task`; what it throws is logged.
    ///
    /// @throws Refusal `OVERLOADED` when too many tasks wait, in this sequence or in all
    public void run(Runnable task) {
      lock.lock();
      try {
        if (waiting.size() >= MOST_WAITING || !room.tryAcquire()) {
          throw overloaded();
        }
        waiting.add(task);
        if (!running) {
          running = true;
          THREADS.newThread(this::work).start();
        }
      } finally {
        lock.unlock();
      }
    }

    private void work() {
      for (Runnable task = next(); task != null; task = next()) {
        try {
          task.run();
        } catch (RuntimeException failure) {
          LOG.atError().setCause(failure).log("a task failed");
        } finally {
          room.release();
        }
      }
    }

    private @Nullable Runnable next() {
      lock.lock();
      try {
        Runnable task = waiting.poll();
        running = task != null;
        return task;
      } finally {
        lock.unlock();
      }
    }
  }

  private static Refusal overloaded() {
    return new Refusal(
        ErrorCode.OVERLOADED, "Too many requests are under way, try again in a moment");
  }

  /// Lets nothing more begin and waits until nothing is under way, but not longer than `within`.
  ///
  /// @return whether all ended in time
  public boolean drain(Duration within) throws InterruptedException {
    return room.tryAcquire(limit, within.toMillis(), TimeUnit.MILLISECONDS);
  }

  // Whatever a task throws is the answer to its caller, an Error as well: the thread ends here.
  private <T> void complete(Callable<T> task, Context context, Promise<T> promise) {
    try {
      T result = task.call();
      context.runOnContext(_ -> promise.complete(result));
    } catch (Throwable failure) {
      context.runOnContext(_ -> promise.fail(failure));
    } finally {
      room.release();
    }
  }
}
