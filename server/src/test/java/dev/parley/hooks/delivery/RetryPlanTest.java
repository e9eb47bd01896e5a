package dev.parley.hooks.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RetryPlanTest {
  private static final RetryPlan PLAN =
      new RetryPlan(Duration.ofSeconds(5), Duration.ofHours(4), Duration.ofHours(72));

  @Test
  void pausesGrowUpToTheLongest() {
    List<Long> seconds =
        IntStream.of(1, 2, 3, 4, 5, 6, 7, 8, 1_000_000)
            .mapToObj(attempts -> PLAN.pause(attempts, null, 0).toSeconds())
            .toList();

    assertEquals(List.of(5L, 20L, 80L, 320L, 1280L, 5120L, 14400L, 14400L, 14400L), seconds);
  }

  @Test
  void aPauseIsUpToATenthLonger() {
    assertEquals(Duration.ofMillis(5_500), PLAN.pause(1, null, 1));
    assertEquals(Duration.ofHours(4), PLAN.pause(9, null, 1));
  }

  @Test
  void retryAfterAppliesWithinItsLimits() {
    assertEquals(Duration.ofMinutes(1), PLAN.pause(1, Duration.ofMinutes(1), 0));
    assertEquals(Duration.ofSeconds(5), PLAN.pause(1, Duration.ofSeconds(1), 0));
    assertEquals(Duration.ofHours(4), PLAN.pause(1, Duration.ofDays(1), 0));
  }

  @Test
  void patienceEndsAfterThreeDays() {
    Instant noon = Instant.parse("2026-11-24T12:00:00Z");

    assertFalse(PLAN.isOver(noon, noon.plus(Duration.ofDays(3)).minusMillis(1)));
    assertTrue(PLAN.isOver(noon, noon.plus(Duration.ofDays(3))));
  }
}
