package dev.parley.socketio.engine;

/// Why a session ended, in the words of Node's server.
public enum EngineCloseReason {
  /// The peer closed: a close packet, or the end of its WebSocket.
  TRANSPORT_CLOSE("transport close"),

  /// The transport failed, or the peer broke its rules: two polls at once, a message over the
  /// limit.
  TRANSPORT_ERROR("transport error"),

  /// The peer sent data that is not an Engine.IO packet.
  PARSE_ERROR("parse error"),

  /// The peer did not answer a ping in time.
  PING_TIMEOUT("ping timeout"),

  /// This side closed the session.
  FORCED_CLOSE("forced close"),

  /// The peer read too slowly: the data that waited for it exceeded the limit. Node's server has
  /// neither this reason nor this limit; Socket.IO users see a "transport error".
  SLOW_READER("slow reader");

  private final String text;

  EngineCloseReason(String text) {
    this.text = text;
  }

  /// Node's name of the reason, for example `ping timeout`.
  public String text() {
    return text;
  }
}
