package dev.parley.bench.realtime;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/// The results of a driver.
///
/// @param count what arrived: events, or connections that were made
/// @param bytes all that arrived meanwhile: servers that deliver the same must agree on how many
///   one delivery takes
/// @param elapsed from the first that was asked for until the last arrived
/// @param nanos how long each thing that was asked for took: a broadcast until everybody had it, an
///   echo, a connection
record Measured(long count, long bytes, Duration elapsed, Histogram nanos) {
  double perSecond() {
    return count * 1e9 / Math.max(1, elapsed.toNanos());
  }
}
