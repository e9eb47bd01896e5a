package dev.parley.bench.load;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/// The results of a [Load].
///
/// @param answers responses with the expected status
/// @param elapsed the time from the first request to the last answer
/// @param bodyBytes the size of all bodies together
/// @param latencies nanoseconds from the time when a request was due to the end of its answer
public record LoadResult(long answers, Duration elapsed, long bodyBytes, Histogram latencies) {

  public double perSecond() {
    return answers * 1e9 / elapsed.toNanos();
  }
}
