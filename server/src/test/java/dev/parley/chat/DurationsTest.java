package dev.parley.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DurationsTest {
  @Test
  void mediansAreAtMostFourPercentOff() {
    long seed = System.nanoTime();
    System.out.println("mediansAreAtMostFourPercentOff -Dparley.seed=" + seed);
    Random random = new Random(Long.getLong("parley.seed", seed));
    long[] seconds = new long[1_001];
    Durations all = Durations.NONE;
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = 20 + (long) Math.exp(random.nextDouble() * 14);
      all = all.plus(Durations.of(Duration.ofSeconds(seconds[i])));
    }
    Arrays.sort(seconds);

    assertNear(seconds[500], all.within(0.5));
    assertNear(seconds[900], all.within(0.9));
    assertEquals(1_001, all.count());
    assertEquals(all, Durations.parse(all.toString()));
  }

  private static void assertNear(long seconds, Duration found) {
    double ratio = (double) found.toSeconds() / seconds;
    assertTrue(ratio > 0.95 && ratio < 1.05, () -> found + " for " + seconds);
  }

  @Test
  void damagedDurationsAreSkipped() {
    assertEquals("3:1", Durations.parse("x:1,3:1,,4:-1,5").toString());
    assertEquals(Duration.ZERO, Durations.NONE.within(0.5));
  }
}
