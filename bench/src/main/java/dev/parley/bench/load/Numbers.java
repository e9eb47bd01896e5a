package dev.parley.bench.load;

/// Gives each request of a [Load] its number. Called by the driver's thread, right before a request
/// is sent.
@FunctionalInterface
public interface Numbers {
  /// @param due when the request was due, as [System#nanoTime] counts
  long next(long due);
}
