package dev.parley.hooks.delivery;

import dev.parley.hooks.WaitingDelivery;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The source from which a worker reads the events to deliver, and in which it saves its progress.
interface Source extends AutoCloseable {
  /// A POST request to the receiver.
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way out; never compared
  record Post(String id, Map<String, String> headers, byte[] body) {}

  /// Begins to fill the window, on a thread of its own.
  void start();

  /// The request that delivers an event. May block.
  ///
  /// @param body the body that the window holds; null: this method reads it
  /// @param at the time of the attempt
  /// @return null if the event has been erased since
  @Nullable Post post(WaitingDelivery waiting, byte @Nullable [] body, Instant at);

  /// Called when an event was delivered or need not be delivered any more.
  void settled(WaitingDelivery waiting);

  /// Saves the progress of the deliveries. Blocks.
  ///
  /// @return false if this process must no longer deliver: then nothing was saved
  boolean save(DeliveryWindow.Snapshot snapshot);

  /// Stops filling the window.
  @Override
  void close();
}
