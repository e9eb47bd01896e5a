package dev.parley.chat;

import java.time.Duration;

/// Is notified of the store's activity, for metrics. Called on the store's own threads; must not
/// block.
public interface StoreListener {
  /// A listener that does nothing.
  StoreListener NONE =
      new StoreListener() {
        @Override
        public void committed(int steps, Duration took) {}

        @Override
        public void failed(String sentence) {}
      };

  /// Called when a transaction is on disk.
  ///
  /// @param steps the number of its steps
  /// @param took the time from its beginning until it is durable
  void committed(int steps, Duration took);

  /// Called when the store has failed to execute a request.
  void failed(String sentence);
}
