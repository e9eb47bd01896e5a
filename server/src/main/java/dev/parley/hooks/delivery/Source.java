package dev.parley.hooks.delivery;

import dev.parley.hooks.WaitingDelivery;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a worker gets what it delivers, and where it says how far it has come.
interface Source extends AutoCloseable {
  /// What is posted.
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way out; never compared
  record Post(String id, Map<String, String> headers, byte[] body) {}

  /// Begins to fill the window, on a thread of its own.
  void start();

  /// What is to be posted. May block.
  ///
  /// @param body as it was put into the window; null: it must be read
  /// @param at the time of the try
  /// @return null when it is gone: it was erased since
  @Nullable Post post(WaitingDelivery waiting, byte @Nullable [] body, Instant at);

  /// Something need not be delivered any more.
  void settled(WaitingDelivery waiting);

  /// Saves how far deliveries have come. Blocks.
  ///
  /// @return false when this process may not deliver any more, and nothing was saved
  boolean save(Window.Snapshot snapshot);

  /// Stops to fill the window.
  @Override
  void close();
}
