package dev.parley.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Tests when a part counts as stuck.
final class WatchdogTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Watchdog watchdog = new Watchdog();

  @Test
  void waitingWithinTheLimitIsHealthy() {
    watch("writer", WatchedPart.Cure.PATIENCE, LIMIT);

    assertEquals(List.of(), watchdog.stuck());
  }

  @Test
  void aPartIsStuckWhenSomethingWaitsForLonger() {
    watch("writer", WatchedPart.Cure.PATIENCE, Duration.ZERO);
    watch("event loop", WatchedPart.Cure.RESTART, LIMIT.plusMillis(1));
    watch("event loop", WatchedPart.Cure.RESTART, LIMIT.plusMillis(2));

    assertEquals(List.of("event loop"), watchdog.stuck());
    assertEquals(LIMIT.plusMillis(2), watchdog.oldest("event loop"));
    assertFalse(watchdog.needsRestart());
  }

  @Test
  void aPartThatStaysStuckNeedsARestartOnlyIfThatHelps() {
    watch("writer", WatchedPart.Cure.PATIENCE, Duration.ofDays(1));
    assertFalse(watchdog.needsRestart());

    watch("event loop", WatchedPart.Cure.RESTART, LIMIT.multipliedBy(10).plusMillis(1));
    assertTrue(watchdog.needsRestart());
  }

  @Test
  void aTaskThatFailsIsRepeated() throws InterruptedException {
    CountDownLatch runs = new CountDownLatch(3);
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      Runnable failing =
          () -> {
            runs.countDown();
            throw new AssertionError("an error, as a broken class would throw");
          };
      var _ =
          timer.scheduleWithFixedDelay(new Fenced("failing", failing), 1, 1, TimeUnit.MILLISECONDS);

      assertTrue(runs.await(20, TimeUnit.SECONDS));
      timer.shutdownNow();
    }
  }

  private void watch(String name, WatchedPart.Cure cure, Duration oldest) {
    watchdog.watch(new WatchedPart(name, LIMIT, cure, () -> oldest));
  }
}
