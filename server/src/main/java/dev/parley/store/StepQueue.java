package dev.parley.store;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The steps that wait for the writer, in the order in which they were added; those of
/// [Priority#BACKGROUND] come after all others. Bounded; all memory is allocated at the beginning,
/// so that it works even when memory is exhausted. Safe for use by many threads; only one of them
/// may take steps.
///
/// @param <S> the store's steps
final class StepQueue<S extends WaitingStep<?>> {
  /// The maximum number of background steps in one commit: they take some milliseconds.
  static final int BACKGROUND_SHARE = 32;

  private final int capacity;
  private final ArrayDeque<S> normal;
  private final ArrayDeque<S> background;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();

  /// @param capacity the number of steps of each priority that may wait
  StepQueue(int capacity) {
    this.capacity = capacity;
    this.normal = new ArrayDeque<>(capacity + 1);
    this.background = new ArrayDeque<>(capacity + 1);
  }

  /// Adds a step at the end of those of its priority.
  ///
  /// @return false if the queue is full
  boolean offer(S step) {
    lock.lock();
    try {
      ArrayDeque<S> queue = step.priority() == Priority.NORMAL ? normal : background;
      if (queue.size() >= capacity) {
        return false;
      }
      queue.add(step);
      added.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Takes the first step, and waits for one if there is none.
  ///
  /// @param nanos the longest time to wait
  /// @return null if there was none in that time
  @Nullable S poll(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (normal.isEmpty() && background.isEmpty() && left > 0) {
        left = added.awaitNanos(left);
      }
      S first = normal.poll();
      return first != null ? first : background.poll();
    } finally {
      lock.unlock();
    }
  }

  /// Takes the steps for one commit: all of normal priority, and a share of the background steps.
  ///
  /// @param group the group to which they are added
  /// @param most the maximum number of steps of the group
  void drainTo(List<S> group, int most) {
    lock.lock();
    try {
      move(normal, group, most - group.size());
      move(background, group, Math.min(most - group.size(), BACKGROUND_SHARE));
    } finally {
      lock.unlock();
    }
  }

  /// Takes all steps.
  void drainTo(List<S> all) {
    lock.lock();
    try {
      move(normal, all, normal.size());
      move(background, all, background.size());
    } finally {
      lock.unlock();
    }
  }

  private static <S> void move(ArrayDeque<S> from, List<S> to, int most) {
    for (int i = 0; i < most && !from.isEmpty(); i++) {
      to.add(from.remove());
    }
  }

  boolean isEmpty() {
    return size() == 0;
  }

  /// The number of waiting steps.
  int size() {
    lock.lock();
    try {
      return normal.size() + background.size();
    } finally {
      lock.unlock();
    }
  }

  /// The time since which the oldest step has waited, by [System#nanoTime]; null if none waits.
  @Nullable Long oldest() {
    lock.lock();
    try {
      S first = normal.peek();
      S other = background.peek();
      if (first == null || other == null) {
        S only = first == null ? other : first;
        return only == null ? null : only.since();
      }
      return first.since() - other.since() < 0 ? first.since() : other.since();
    } finally {
      lock.unlock();
    }
  }
}
