package dev.parley.bench.realtime;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/// The results of a driver.
///
/// @param count the number of events that arrived, or of connections that were opened
/// @param bytes the number of bytes that arrived meanwhile: for the same events, servers must send
///   the same number of bytes
/// @param elapsed the time from the first request until the last arrival
/// @param nanos the nanoseconds until all clients had received a broadcast, an echo came back, or a
///   connection was open
record Measured(long count, long bytes, Duration elapsed, Histogram nanos) {
  double perSecond() {
    return count * 1e9 / Math.max(1, elapsed.toNanos());
  }
}
