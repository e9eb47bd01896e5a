package dev.parley.socketio.engine;

/// Is notified of the engine's activity, for measurements. Methods are called on event loops and
/// must not block; the methods for traffic are called once for each batch.
public interface EngineListener {
  /// A listener that does nothing.
  EngineListener NONE = new EngineListener() {};

  /// A session began.
  default void opened(Transport transport) {}

  /// A session moved from polling to a WebSocket.
  default void upgraded() {}

  /// A session ended.
  default void closed(Transport transport, EngineCloseReason reason) {}

  /// A request was refused.
  default void refused(EngineRefusal refusal) {}

  /// Packets were received.
  default void received(Transport transport, int packets, long bytes) {}

  /// Packets were sent.
  default void sent(Transport transport, int packets, long bytes) {}
}
