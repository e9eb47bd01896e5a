package dev.parley.media;

import java.time.Duration;

/// Is notified of each attempt to fetch a file, for metrics. Called by many threads; must not
/// block.
public interface FetchListener {
  /// Ignores all notifications.
  FetchListener NONE = (_, _, _) -> {};

  /// Called when an attempt has ended.
  ///
  /// @param outcome `complete`, `missing`, `failed`, `stopped`, `damaged` or `gone`
  /// @param bytes the number of bytes received
  void fetched(String outcome, long bytes, Duration took);
}
