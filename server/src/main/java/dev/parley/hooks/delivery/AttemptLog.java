package dev.parley.hooks.delivery;

import dev.parley.hooks.Attempt;
import dev.parley.hooks.DeliveryLog;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last tries of a hook, until they are saved. Bounded. Safe for use by many threads.
final class AttemptLog {
  private final Deque<Attempt> newest = new ArrayDeque<>();
  private @Nullable Instant failingSince;
  private int failures;
  private int waiting;
  private boolean news;

  AttemptLog(DeliveryLog saved) {
    newest.addAll(saved.attempts());
    failingSince = saved.failingSince();
    waiting = saved.waiting();
  }

  synchronized void note(Attempt attempt) {
    newest.addFirst(attempt);
    while (newest.size() > DeliveryLog.MOST) {
      newest.removeLast();
    }
    news = true;
    if (attempt.problem() == null) {
      failures = 0;
      failingSince = null;
    } else {
      failures++;
      failingSince = failingSince == null ? attempt.at() : failingSince;
    }
  }

  /// How many tries failed in a row.
  synchronized int failures() {
    return failures;
  }

  /// Whether there is something to save.
  synchronized boolean isNews() {
    return news;
  }

  /// Whether the log says that so many events wait.
  synchronized boolean says(int nowWaiting) {
    return nowWaiting == waiting;
  }

  /// What is to be saved; null when nothing is.
  ///
  /// @param nowWaiting how many events wait
  synchronized @Nullable DeliveryLog take(int nowWaiting) {
    if (!news && nowWaiting == waiting) {
      return null;
    }
    news = false;
    waiting = nowWaiting;
    return new DeliveryLog(nowWaiting, failingSince, List.copyOf(newest));
  }
}
