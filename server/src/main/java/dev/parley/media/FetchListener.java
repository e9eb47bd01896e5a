package dev.parley.media;

import java.time.Duration;

/// Hears how files are fetched, for metrics. Called by many threads; must not block.
public interface FetchListener {
  /// Hears nothing.
  FetchListener NONE = (_, _, _) -> {};

  /// A try ended.
  ///
  /// @param outcome `complete`, `missing`, `failed`, `stopped`, `damaged` or `gone`
  /// @param bytes that came
  void fetched(String outcome, long bytes, Duration took);
}
