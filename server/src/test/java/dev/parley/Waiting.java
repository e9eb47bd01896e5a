package dev.parley;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for other threads and processes.
public final class Waiting {
  /// The longest wait: enough for a machine that is busy with other things.
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static final long BETWEEN_LOOKS_NANOS = 5_000_000;

  private Waiting() {}

  /// Waits until a condition is true.
  ///
  /// @param what the description of the condition, for the failure
  /// @throws AssertionError if it is not true within half a minute
  public static void until(String what, BooleanSupplier condition) {
    until(what, LONGEST, condition);
  }

  /// Waits until a condition is true, for at most `longest`.
  public static void until(String what, Duration longest, BooleanSupplier condition) {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + longest + ": " + what);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
  }
}
