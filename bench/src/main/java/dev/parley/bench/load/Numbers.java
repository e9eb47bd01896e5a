package dev.parley.bench.load;

/// Gives each request of a [Load] its number. Called by the driver's thread, right before a request
/// is sent.
@FunctionalInterface
public interface Numbers {
  /// The number of the request that is sent next.
  ///
  /// @param due the time at which the request was due, by [System#nanoTime]
  long next(long due);
}
