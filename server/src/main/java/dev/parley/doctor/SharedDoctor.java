package dev.parley.doctor;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A doctor for many callers. It runs one examination at a time, and callers within the next ten
/// seconds get the same result. Safe for use by many threads.
public final class SharedDoctor {
  private static final long FRESH = Duration.ofSeconds(10).toNanos();

  /// The maximum number of callers that wait for an examination, so that they do not occupy all
  /// threads.
  private static final int CALLERS = 4;

  private final Doctor doctor;
  private final Semaphore places = new Semaphore(CALLERS);
  private final ReentrantLock one = new ReentrantLock();

  private @Nullable Known known; // guarded by `one`

  /// @param at the time, by [System#nanoTime]
  private record Known(long at, Examination examination) {}

  public SharedDoctor(Doctor doctor) {
    this.doctor = doctor;
  }

  /// An examination that is at most ten seconds old. Blocks while one is running.
  ///
  /// @return the examination; empty if too many callers wait already
  public Optional<Examination> examine() {
    if (!places.tryAcquire()) {
      return Optional.empty();
    }
    one.lock();
    try {
      Known last = known;
      if (last == null || System.nanoTime() - last.at >= FRESH) {
        Examination examination = doctor.examine();
        last = new Known(System.nanoTime(), examination);
        known = last;
      }
      return Optional.of(last.examination);
    } finally {
      one.unlock();
      places.release();
    }
  }
}
