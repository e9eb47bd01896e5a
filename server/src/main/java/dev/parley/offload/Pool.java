package dev.parley.offload;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Room for a limited number of tasks, and a queue of limited length for those that have to wait.
/// Tasks are admitted in the order of their arrival. Safe for use by many threads.
final class Pool {
  private final int most;
  private final int mostWaiting;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
  private int running;
  private volatile boolean someoneWaits;

  Pool(int most, int mostWaiting) {
    this.most = most;
    this.mostWaiting = mostWaiting;
  }

  /// Calls `admitted` as soon as there is room: now, or later in the [#leave] of another task. An
  /// admitted task must call [#leave] when it ends.
  ///
  /// @throws Refusal `OVERLOADED` when the queue is full
  void enter(Runnable admitted) {
    if (isAdmitted(admitted)) {
      admitted.run();
    }
  }

  /// Waits for room.
  ///
  /// @return whether there was room in time; if so, the caller must call [#leave] at the end
  /// @throws Refusal `OVERLOADED` when the queue is full
  boolean enter(Duration within) throws InterruptedException {
    CountDownLatch admitted = new CountDownLatch(1);
    Runnable ticket = admitted::countDown;
    if (isAdmitted(ticket)) {
      return true;
    }
    try {
      return admitted.await(within.toMillis(), TimeUnit.MILLISECONDS) || !isRemoved(ticket);
    } catch (InterruptedException interrupted) {
      if (!isRemoved(ticket)) {
        leave();
      }
      throw interrupted;
    }
  }

  private boolean isRemoved(Runnable ticket) {
    lock.lock();
    try {
      boolean removed = queue.remove(ticket);
      someoneWaits = !queue.isEmpty();
      return removed;
    } finally {
      lock.unlock();
    }
  }

  private boolean isAdmitted(Runnable otherwiseQueued) {
    lock.lock();
    try {
      if (running < most) {
        running++;
        return true;
      }
      if (queue.size() >= mostWaiting) {
        throw new Refusal(
            ErrorCode.OVERLOADED, "Too many requests are under way, try again in a moment");
      }
      queue.add(otherwiseQueued);
      someoneWaits = true;
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Ends a task. The next task in the queue, if there is one, is admitted.
  void leave() {
    Runnable next;
    lock.lock();
    try {
      next = queue.poll();
      someoneWaits = !queue.isEmpty();
      if (next == null) {
        running--;
        if (running == 0) {
          idle.signalAll();
        }
      }
    } finally {
      lock.unlock();
    }
    if (next != null) {
      next.run();
    }
  }

  /// The number of tasks that run now.
  int running() {
    lock.lock();
    try {
      return running;
    } finally {
      lock.unlock();
    }
  }

  boolean hasQueue() {
    return someoneWaits;
  }

  /// Waits until nothing runs and nothing waits.
  ///
  /// @return false if tasks were still running when the time was over
  boolean awaitIdle(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      while (running > 0) {
        if (left <= 0) {
          return false;
        }
        left = idle.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
