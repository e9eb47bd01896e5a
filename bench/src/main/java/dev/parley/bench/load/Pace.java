package dev.parley.bench.load;

import java.time.Duration;

/// When the requests of a [Load] are sent.
public sealed interface Pace {
  /// A closed loop: each connection sends its next request as soon as it has its answer. Finds the
  /// throughput; its latencies hide what a slow answer kept from being sent.
  ///
  /// @param most the number of requests after which to end, if the time is not over before
  record BackToBack(Duration length, long most) implements Pace {
    public BackToBack(Duration length) {
      this(length, Long.MAX_VALUE);
    }
  }

  /// An open loop: requests are due at fixed times, whether or not the server keeps up. Each is
  /// timed from when it was due, so that a stall counts for everything that it held up.
  record FixedRate(Duration length, double perSecond) implements Pace {
    public FixedRate {
      if (perSecond <= 0) {
        throw new IllegalArgumentException("a rate is above 0, was " + perSecond);
      }
    }
  }
}
