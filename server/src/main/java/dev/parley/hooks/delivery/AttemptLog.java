package dev.parley.hooks.delivery;

import dev.parley.hooks.Attempt;
import dev.parley.hooks.DeliveryLog;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The latest attempts of a hook that are not saved yet. Bounded. Safe for use by many threads.
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

  /// The number of consecutive failures.
  synchronized int failures() {
    return failures;
  }

  /// Whether there are unsaved attempts.
  synchronized boolean isNews() {
    return news;
  }

  /// Whether the last saved log has this number of waiting events.
  synchronized boolean says(int nowWaiting) {
    return nowWaiting == waiting;
  }

  /// The log to save; null if there is nothing to save.
  ///
  /// @param nowWaiting the number of waiting events
  synchronized @Nullable DeliveryLog take(int nowWaiting) {
    if (!news && nowWaiting == waiting) {
      return null;
    }
    news = false;
    waiting = nowWaiting;
    return new DeliveryLog(nowWaiting, failingSince, List.copyOf(newest));
  }
}
