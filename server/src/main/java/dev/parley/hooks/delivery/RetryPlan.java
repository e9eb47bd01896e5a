package dev.parley.hooks.delivery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When a failed delivery is tried again.
///
/// @param first the pause after the first failure; each further one is four times as long
/// @param longest no pause is longer
/// @param patience how long it is tried before the hook is turned off
public record RetryPlan(Duration first, Duration longest, Duration patience) {
  private static final int GROWTH = 4;
  private static final int MOST_STEPS = 20;

  /// The pause before the next try.
  ///
  /// @param attempts how often it was tried, 1 or more
  /// @param asked what the receiver asks for in `Retry-After`; null: nothing
  /// @param jitter from 0 to 1: a pause is up to a tenth longer, so that receivers that were down
  ///   do not get everything at once
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

  /// Whether it was tried for long enough.
  boolean isOver(Instant failingSince, Instant now) {
    return !failingSince.plus(patience).isAfter(now);
  }
}
