package dev.parley.offload;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs tasks that may block on virtual threads, one thread for each task, and returns the result
/// to the event loop. Virtual threads cost little, but the resources for which they wait do not:
/// the number of tasks of each kind of [WorkKind] is limited.
///
/// Safe for use by many threads.
public final class Offload {
  private static final ThreadFactory THREADS = Thread.ofVirtual().name("offload").factory();

  private static final Logger LOG = LoggerFactory.getLogger(Offload.class);
  private static final int MOST_WAITING = 32;

  private final Map<WorkKind, Pool> pools = new EnumMap<>(WorkKind.class);
  private final Semaphore eventsAtOnce = new Semaphore(WorkKind.EVENTS_AT_ONCE, true);
  private volatile boolean draining;

  /// An offload with the limits of [WorkKind].
  public Offload() {
    for (WorkKind work : WorkKind.values()) {
      pools.put(work, new Pool(work.running(), work.waiting()));
    }
  }

  /// An offload with the same limits for every kind of work, for tests.
  Offload(int running, int waiting) {
    for (WorkKind work : WorkKind.values()) {
      pools.put(work, new Pool(running, waiting));
    }
  }

  /// A task that knows in which pool it takes room.
  @FunctionalInterface
  public interface Task<T> {
    T run(Slot slot) throws Exception;
  }

  /// The pool in which a running task takes room. Belongs to the task's thread.
  public final class Slot {
    private @Nullable Pool pool;

    private Slot(Pool pool) {
      this.pool = pool;
    }

    /// Leaves its pool, and waits for room in the pool of another kind of work; does nothing if the
    /// task is in that pool already.
    ///
    /// @throws Refusal `OVERLOADED` when there is none in time
    public void moveTo(WorkKind work, Duration within) throws InterruptedException {
      Pool other = pool(work);
      if (pool == other) {
        return;
      }
      leave();
      if (!other.enter(within)) {
        throw overloaded();
      }
      pool = other;
    }

    private void leave() {
      Pool left = pool;
      pool = null;
      if (left != null) {
        left.leave();
      }
    }
  }

  /// Starts `task` once there is room for it. The future completes on the caller's Vert.x context,
  /// with the result or the exception of the task. It fails immediately with [Refusal] `OVERLOADED`
  /// if too many tasks of this kind wait already. Call it on a context.
  public <T> Future<T> run(WorkKind work, Task<T> task) {
    Context context = Vertx.currentContext();
    if (context == null) {
      throw new IllegalStateException("not on a Vert.x context");
    }
    Promise<T> promise = Promise.promise();
    Pool pool = pool(work);
    try {
      checkOpen();
      pool.enter(
          () -> THREADS.newThread(() -> complete(task, new Slot(pool), context, promise)).start());
    } catch (Refusal full) {
      return Future.failedFuture(full);
    }
    return promise.future();
  }

  /// The number of tasks of this kind that run now.
  public int running(WorkKind work) {
    return pool(work).running();
  }

  /// Whether tasks of this kind wait for others to end.
  public boolean hasQueue(WorkKind work) {
    return pool(work).hasQueue();
  }

  /// A new sequence of tasks, of one socket for example.
  public Sequence sequence() {
    return new Sequence();
  }

  /// Runs tasks one after another, in the order in which they were added. Safe for use by many
  /// threads.
  public final class Sequence {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean running;

    private Sequence() {}

    /// Adds `task`; its exceptions are logged.
    ///
    /// @throws Refusal `OVERLOADED` when too many tasks wait, in this sequence or in all
    public void run(Runnable task) {
      lock.lock();
      try {
        if (waiting.size() >= MOST_WAITING) {
          throw overloaded();
        }
        checkOpen();
        pool(WorkKind.EVENT).enter(() -> waiting.add(task));
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
        eventsAtOnce.acquireUninterruptibly();
        try {
          task.run();
        } catch (Throwable failure) { // an Error must not end the sequence
          LOG.atError().setCause(failure).log("a task failed");
        } finally {
          eventsAtOnce.release();
          pool(WorkKind.EVENT).leave();
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

  /// Starts no more tasks and waits until none is running, but not longer than `within`.
  ///
  /// @return whether all ended in time
  public boolean drain(Duration within) throws InterruptedException {
    draining = true;
    long deadline = System.nanoTime() + within.toNanos();
    for (Pool pool : pools.values()) {
      if (!pool.awaitIdle(deadline - System.nanoTime())) {
        return false;
      }
    }
    return true;
  }

  private Pool pool(WorkKind work) {
    Pool pool = pools.get(work);
    if (pool == null) {
      throw new IllegalStateException("no pool for " + work);
    }
    return pool;
  }

  private void checkOpen() {
    if (draining) {
      throw overloaded();
    }
  }

  private static Refusal overloaded() {
    return new Refusal(
        ErrorCode.OVERLOADED, "Too many requests are under way, try again in a moment");
  }

  // An exception of the task goes to its caller, even an Error, because the thread ends here.
  private static <T> void complete(Task<T> task, Slot slot, Context context, Promise<T> promise) {
    try {
      T result = task.run(slot);
      context.runOnContext(_ -> promise.complete(result));
    } catch (Throwable failure) {
      context.runOnContext(_ -> promise.fail(failure));
    } finally {
      slot.leave();
    }
  }
}
