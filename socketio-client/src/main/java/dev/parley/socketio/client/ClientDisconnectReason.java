package dev.parley.socketio.client;

/// Why a client lost its connection, in the words of the JavaScript client.
public enum ClientDisconnectReason {
  /// The server disconnected this socket on purpose. The application must open it again itself.
  SERVER_DISCONNECT("io server disconnect", false),
  /// The server was silent for longer than its heartbeat allows.
  PING_TIMEOUT("ping timeout", true),
  /// The connection was closed: by the server, or by a proxy in between.
  TRANSPORT_CLOSE("transport close", true),
  /// The connection broke.
  TRANSPORT_ERROR("transport error", true),
  /// The server sent data that this client cannot read, such as binary packets.
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
