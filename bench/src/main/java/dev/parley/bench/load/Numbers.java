package dev.parley.bench.load;

/// Gives each request of a [Load] its number. Called by the driver's thread, right before a request
/// is sent.
@FunctionalInterface
public interface Numbers {
  /// The number of the request that is sent next.
  ///
  /// @param due when the request was due, as [System#nanoTime] counts
  long next(long due);
}
