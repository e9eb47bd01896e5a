package dev.parley.socketio.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Computes how long to wait before the next attempt. The delay doubles from the first to the
/// longest; each delay is made longer or shorter by up to half, at random, so that the clients of a
/// restarted server do not all come back at once. Belongs to the client's thread.
final class Backoff {
  private static final double SPREAD = 0.5;

  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private int attempts;

  Backoff(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest;
    this.random = random;
  }

  Duration next() {
    double millis = first.toMillis() * Math.pow(2, attempts);
    attempts = Math.min(attempts + 1, 30); // far beyond any longest delay, and no overflow
    double spread = millis * (1 + SPREAD * (2 * random.nextDouble() - 1));
    return Duration.ofMillis(Math.round(Math.min(spread, (double) longest.toMillis())));
  }

  void reset() {
    attempts = 0;
  }
}
