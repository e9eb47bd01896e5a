package dev.parley.socketio;

/// Is notified of the server's activity, for measurements. Methods are called on event loops and
/// must not block.
public interface SocketIoListener {
  /// A listener that does nothing.
  SocketIoListener NONE = new SocketIoListener() {};

  /// A connection began.
  ///
  /// @param transport `polling` or `websocket`
  default void opened(String transport) {}

  /// A connection moved from polling to a WebSocket.
  default void upgraded() {}

  /// A connection ended.
  default void closed(String transport, DisconnectReason reason) {}

  /// A request was refused.
  ///
  /// @param reason for example `unknown_sid`
  default void refused(String reason) {}

  /// Packets were received.
  default void received(String transport, int packets, long bytes) {}

  /// Packets were sent.
  default void sent(String transport, int packets, long bytes) {}

  /// A client asked to continue a session.
  ///
  /// @param found whether it could continue the session
  default void recovery(boolean found) {}
}
