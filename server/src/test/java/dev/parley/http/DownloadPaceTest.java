package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Tests the speed limit of all downloads together.
final class DownloadPaceTest {
  private static final long SPEED = 1_000;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /// Close to the largest value, after which the clock of the JVM continues with the smallest.
  private static final long NOW = Long.MAX_VALUE - 100;

  private final DownloadPace pace = new DownloadPace(SPEED, NOW);

  @Test
  void aSingleDownloadHasNoLimit() {
    pace.begin();

    assertEquals(0, pace.delay(100 * SPEED, NOW));
    assertEquals(0, pace.delay(100 * SPEED, NOW));
  }

  @Test
  void severalShareTheSpeed() {
    pace.begin();
    pace.begin();

    assertEquals(0, pace.delay(SPEED, NOW));
    assertEquals(SECOND, pace.delay(2 * SPEED, NOW));
    assertEquals(2 * SECOND, pace.delay(SPEED, NOW + SECOND));
    assertEquals(3 * SECOND, pace.delay(SPEED, NOW + SECOND));
  }

  @Test
  void timeThatNobodyUsedIsNotSavedUp() {
    pace.begin();
    pace.begin();

    assertEquals(0, pace.delay(SPEED, NOW + 100 * SECOND));
    assertEquals(SECOND, pace.delay(SPEED, NOW + 100 * SECOND));
  }

  @Test
  void theLastDownloadHasNoLimitAgain() {
    pace.begin();
    pace.begin();
    pace.delay(100 * SPEED, NOW);

    pace.end();

    assertEquals(0, pace.delay(SPEED, NOW));
  }
}
