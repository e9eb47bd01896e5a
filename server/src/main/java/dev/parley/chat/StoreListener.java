package dev.parley.chat;

import java.time.Duration;

/// Hears how the store is doing, for metrics. Called on the store's own threads; must not block.
public interface StoreListener {
  /// Hears nothing.
  StoreListener NONE =
      new StoreListener() {
        @Override
        public void committed(int steps, Duration took) {}

        @Override
        public void failed(String sentence) {}
      };

  /// One transaction is on disk.
  ///
  /// @param steps how many steps it held
  /// @param took from begin to durable
  void committed(int steps, Duration took);

  /// The store could not do what was asked.
  void failed(String sentence);
}
