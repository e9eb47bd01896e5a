package dev.parley.bench.load;

import java.time.Duration;

/// The times at which the requests of a [Load] are sent.
public sealed interface Pace {
  /// A closed loop: each connection sends its next request as soon as it has received the answer.
  /// This measures the throughput. Its latencies look too good: a connection that waits for a slow
  /// answer sends nothing, so the delay of the requests that were not sent is not measured.
  ///
  /// @param most the maximum number of requests: the run ends after `length` or after this number
  record BackToBack(Duration length, long most) implements Pace {
    public BackToBack(Duration length) {
      this(length, Long.MAX_VALUE);
    }
  }

  /// An open loop: requests are due at fixed times, whether or not the server keeps up. The latency
  /// of each request counts from the time when it was due, so that a stall of the server shows in
  /// all requests that it delayed.
  record FixedRate(Duration length, double perSecond) implements Pace {
    public FixedRate {
      if (perSecond <= 0) {
        throw new IllegalArgumentException("a rate must be above 0, was " + perSecond);
      }
    }
  }
}
