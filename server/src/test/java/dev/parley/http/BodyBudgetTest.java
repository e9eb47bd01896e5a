package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// Tests the limit for the memory of all bodies of requests.
final class BodyBudgetTest {
  private static final int LARGE = 100_000;
  private static final int SMALL = 16 * 1024;

  private final BodyBudget budget = new BodyBudget(10 * LARGE);

  private int taken(int size) {
    int count = 0;
    while (budget.take(size)) {
      count++;
    }
    return count;
  }

  @Test
  void largeBodiesLeaveRoomForSmallOnes() {
    int large = taken(LARGE);
    int small = taken(SMALL);

    assertEquals(10, large);
    assertEquals(LARGE * 10 / 8 / SMALL, small);
  }

  @Test
  void releasedMemoryCanBeTakenAgain() {
    int large = taken(LARGE);
    assertFalse(budget.take(LARGE));

    budget.giveBack(LARGE);

    assertTrue(large > 0 && budget.take(LARGE));
  }
}
