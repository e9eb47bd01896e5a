package dev.parley;

import dev.parley.health.Fenced;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Gives memory back to the system when there is little to do. The serial collector takes the least
/// memory, but the heap shrinks only after a full collection. After a burst of work there may be no
/// full collection for days: the memory of one import would fill a small machine. So this class
/// requests a full collection once the work is over; it takes about 50 ms, and nothing waits for
/// it.
public final class HeapTrim implements AutoCloseable {
  private static final long SECONDS = 5;

  /// A heap of at most this size is not trimmed.
  private static final long SMALL_BYTES = 64L << 20;

  /// A process that allocates less than this between two checks has little work.
  private static final long IDLE_BYTES = 4L << 20;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("heap trim").factory());

  // Used only by the timer's thread.
  private long used;
  private long sizeAfterTrim = SMALL_BYTES;

  /// Starts to check every few seconds.
  public HeapTrim() {
    // The future is not needed: the task never fails, and ends with the timer.
    var _ =
        timer.scheduleWithFixedDelay(
            new Fenced("heap trim", this::look), SECONDS, SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    Runtime runtime = Runtime.getRuntime();
    long size = runtime.totalMemory();
    long now = size - runtime.freeMemory();
    boolean idle = now >= used && now - used < IDLE_BYTES;
    used = now;
    // Only if the heap is larger than after the last trim: all of it may be live objects.
    if (idle && size > sizeAfterTrim) {
      System.gc();
      sizeAfterTrim = Math.max(SMALL_BYTES, runtime.totalMemory());
      used = runtime.totalMemory() - runtime.freeMemory();
    }
  }

  @Override
  public void close() {
    timer.close();
  }
}
