package dev.parley.bench.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.bench.soak.LiveObjects.Growth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LiveTest {
  private static final LiveObjects BEFORE =
      new LiveObjects(60, 0, Map.of("[B", 1_000_000L, "gone", 500L, "same", 7L));
  private static final LiveObjects AFTER =
      new LiveObjects(300, 0, Map.of("[B", 1_048_069L, "new", 500L, "same", 7L));

  @Test
  void allObjectsCount() {
    assertEquals(1.0, AFTER.megabytes());
  }

  @Test
  void theLargestDifferenceComesFirst() {
    assertEquals(
        List.of(new Growth("[B", 48_069), new Growth("gone", -500), new Growth("new", 500)),
        AFTER.growthSince(BEFORE, 3));
  }
}
