package dev.parley;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// The time of day in a test, which the test moves. Safe for use by many threads.
public final class TestClock extends Clock {
  private final InstantSource source;
  private volatile Duration ahead = Duration.ZERO;

  private TestClock(InstantSource source) {
    this.source = source;
  }

  /// A clock that stands still at noon of a day.
  public static TestClock atNoon() {
    return at(Instant.parse("2026-11-24T12:00:00Z"));
  }

  /// A clock that stands still.
  public static TestClock at(Instant now) {
    return new TestClock(InstantSource.fixed(now));
  }

  /// A clock that runs like the real one.
  public static TestClock running() {
    return new TestClock(InstantSource.system());
  }

  /// Moves the clock forward.
  public synchronized void advance(Duration by) {
    ahead = ahead.plus(by);
  }

  /// Moves the clock, forward or back.
  public synchronized void set(Instant now) {
    ahead = Duration.between(source.instant(), now);
  }

  @Override
  public Instant instant() {
    return source.instant().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("moments have no zone");
  }
}
