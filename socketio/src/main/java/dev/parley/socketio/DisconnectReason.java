package dev.parley.socketio;

import dev.parley.socketio.engine.EngineCloseReason;

/// Why a socket is no longer connected. The texts are Node's.
public enum DisconnectReason {
  /// The client left the namespace. It does not reconnect by itself.
  CLIENT_NAMESPACE_DISCONNECT("client namespace disconnect", false),

  /// The server took the socket out of the namespace; the client is notified and does not reconnect
  /// by itself.
  SERVER_NAMESPACE_DISCONNECT("server namespace disconnect", false),

  /// The server is stopping. The client reconnects.
  SERVER_SHUTTING_DOWN("server shutting down", true),

  /// The client broke a rule of Socket.IO, or the server closed the connection.
  FORCED_CLOSE("forced close", true),

  /// The client closed the connection, or it was lost.
  TRANSPORT_CLOSE("transport close", true),

  /// The connection failed.
  TRANSPORT_ERROR("transport error", true),

  /// The client sent data that is not an Engine.IO packet.
  PARSE_ERROR("parse error", false),

  /// The client did not answer a ping.
  PING_TIMEOUT("ping timeout", true),

  /// The client read too slowly. Node, which has no limit, has no such reason.
  SLOW_READER("slow reader", true);

  private final String text;
  private final boolean recoverable;

  DisconnectReason(String text, boolean recoverable) {
    this.text = text;
    this.recoverable = recoverable;
  }

  /// For example `ping timeout`.
  public String text() {
    return text;
  }

  /// Whether the client can continue its session.
  public boolean isRecoverable() {
    return recoverable;
  }

  static DisconnectReason of(EngineCloseReason reason) {
    return switch (reason) {
      case TRANSPORT_CLOSE -> TRANSPORT_CLOSE;
      case TRANSPORT_ERROR -> TRANSPORT_ERROR;
      case PARSE_ERROR -> PARSE_ERROR;
      case PING_TIMEOUT -> PING_TIMEOUT;
      case FORCED_CLOSE -> FORCED_CLOSE;
      case SLOW_READER -> SLOW_READER;
    };
  }
}
