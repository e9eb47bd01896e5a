package dev.parley.hooks.delivery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The times at which a failed delivery is repeated.
///
/// @param first the pause after the first failure; each further one is four times as long
/// @param longest the longest pause
/// @param patience the time for which a delivery is repeated before the hook is turned off
public record RetryPlan(Duration first, Duration longest, Duration patience) {
  private static final int GROWTH = 4;
  private static final int MOST_STEPS = 20;

  /// The pause before the next attempt.
  ///
  /// @param attempts the number of attempts so far, at least 1
  /// @param asked the pause that the receiver asks for in `Retry-After`; null if it does not
  /// @param jitter a number from 0 to 1, which makes the pause up to a tenth longer, so that a
  ///   receiver that was down does not get all events at once
  Duration pause(int attempts, @Nullable Duration asked, double jitter) {
    Duration pause = first;
    for (int i = 1; i < Math.min(attempts, MOST_STEPS) && pause.compareTo(longest) < 0; i++) {
      pause = pause.multipliedBy(GROWTH);
    }
    pause = pause.plus(Duration.ofNanos((long) (pause.toNanos() * jitter / 10)));
    if (asked != null && asked.compareTo(pause) > 0) {
      pause = asked;
    }
    return pause.compareTo(longest) > 0 ? longest : pause;
  }

  /// Whether a delivery has failed for so long that the hook is turned off.
  boolean isOver(Instant failingSince, Instant now) {
    return !failingSince.plus(patience).isAfter(now);
  }
}
