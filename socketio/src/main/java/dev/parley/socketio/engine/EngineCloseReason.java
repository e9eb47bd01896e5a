package dev.parley.socketio.engine;

/// Why a session ended, in the words of Node's server.
public enum EngineCloseReason {
  /// The peer closed: a close packet, or the end of its WebSocket.
  TRANSPORT_CLOSE("transport close"),

  /// The transport failed, or the peer broke its rules: two polls at once, a message over the
  /// limit.
  TRANSPORT_ERROR("transport error"),

  /// The peer sent what is no Engine.IO packet.
  PARSE_ERROR("parse error"),

  /// The peer did not answer a ping in time.
  PING_TIMEOUT("ping timeout"),

  /// This side closed the session.
  FORCED_CLOSE("forced close"),

  /// The peer read too slowly: what waited for it went over the limit. Node has no such reason, and
  /// no limit; to a Socket.IO user it is a "transport error".
  SLOW_READER("slow reader");

  private final String text;

  EngineCloseReason(String text) {
    this.text = text;
  }

  /// As Node names it; for example `ping timeout`.
  public String text() {
    return text;
  }
}
