package dev.parley.simulator;

import static java.lang.System.Logger.Level.ERROR;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The simulator's time, which may run faster than real time, stand still, or be moved forward.
/// Everything that depends on time follows it: statuses, customers, retries, limits, lifetimes.
///
/// Safe for use by many threads. Tasks run one after the other on one thread, in the order in which
/// they are due.
public final class SimulatedClock implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SimulatedClock.class.getName());

  private static final double LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);

  private record Task(long due, long order, Runnable work) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::order));
  private final Thread runner;
  private double speed;
  private long anchorMillis;
  private long anchorNanos = System.nanoTime();
  private long orders;
  private boolean closed;

  SimulatedClock(Instant start, double speed) {
    this.anchorMillis = start.toEpochMilli();
    this.speed = checked(speed);
    this.runner = Thread.ofPlatform().daemon().name("simulated-clock").start(this::run);
  }

  /// The time now.
  public Instant now() {
    return Instant.ofEpochMilli(millis());
  }

  /// The time now, in milliseconds since 1970.
  public long millis() {
    lock.lock();
    try {
      return anchorMillis + (long) ((System.nanoTime() - anchorNanos) * speed / 1_000_000);
    } finally {
      lock.unlock();
    }
  }

  /// The factor by which it is faster than real time.
  public double speed() {
    lock.lock();
    try {
      return speed;
    } finally {
      lock.unlock();
    }
  }

  /// Runs at another speed from now on.
  ///
  /// @param times 0 (stands still) to 1,000,000
  /// @throws IllegalArgumentException if `times` is outside of that range
  public void speed(double times) {
    double wanted = checked(times);
    lock.lock();
    try {
      anchor(millis());
      speed = wanted;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Moves the time forward; tasks that become due run soon after, on the clock's thread.
  ///
  /// @throws IllegalArgumentException if `by` is negative: this time does not go back
  public void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("the clock only goes forward");
    }
    lock.lock();
    try {
      anchor(millis() + by.toMillis());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Runs `task` once it is `due`, in milliseconds since 1970; tasks must be short.
  void at(long due, Runnable task) {
    lock.lock();
    try {
      tasks.add(new Task(due, orders++, task));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Drops the tasks that are not due yet; the time continues.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      runner.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// @throws IllegalArgumentException if it is not 0 to 1,000,000
  static double checked(double speed) {
    if (!(speed >= 0 && speed <= 1_000_000)) {
      throw new IllegalArgumentException("the speed must be 0 to 1,000,000");
    }
    return speed;
  }

  private void anchor(long millis) {
    anchorMillis = millis;
    anchorNanos = System.nanoTime();
  }

  private void run() {
    while (true) {
      Task task = next();
      if (task == null) {
        return;
      }
      try {
        task.work().run();
      } catch (RuntimeException e) {
        LOG.log(ERROR, "a task that was due failed", e);
      }
    }
  }

  /// Waits for the next task that is due; null once the clock is closed.
  private @Nullable Task next() {
    lock.lock();
    try {
      while (!closed) {
        Task first = tasks.peek();
        long early = first == null ? Long.MAX_VALUE : first.due() - millis();
        if (first != null && early <= 0) {
          return tasks.poll();
        }
        if (first == null || speed == 0) {
          changed.awaitUninterruptibly();
        } else {
          double nanos = Math.min((double) early * 1e6 / speed, LONGEST_NANOS);
          var _ = changed.awaitNanos(Math.max(1, (long) nanos));
        }
      }
      return null;
    } catch (InterruptedException e) {
      return null; // only the end of the process interrupts this thread
    } finally {
      lock.unlock();
    }
  }
}
