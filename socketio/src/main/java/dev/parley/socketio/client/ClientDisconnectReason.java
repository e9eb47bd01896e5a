package dev.parley.socketio.client;

/// Why a client that was connected no longer is, in the words of the JavaScript client.
public enum ClientDisconnectReason {
  /// The server told this socket to leave. It must be opened again by hand: the server meant it.
  SERVER_DISCONNECT("io server disconnect", false),
  /// The server was silent for longer than its heartbeat allows.
  PING_TIMEOUT("ping timeout", true),
  /// The connection was closed: the server ended, or something in between.
  TRANSPORT_CLOSE("transport close", true),
  /// The connection broke.
  TRANSPORT_ERROR("transport error", true),
  /// The server sent what this client cannot read; binary packets as well.
  PARSE_ERROR("parse error", true);

  private final String text;
  private final boolean reconnects;

  ClientDisconnectReason(String text, boolean reconnects) {
    this.text = text;
    this.reconnects = reconnects;
  }

  /// For people, for example `transport close`.
  public String text() {
    return text;
  }

  /// Whether the client connects again by itself.
  public boolean reconnects() {
    return reconnects;
  }
}
