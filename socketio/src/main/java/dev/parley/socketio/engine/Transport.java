package dev.parley.socketio.engine;

/// The transport of a session.
public enum Transport {
  /// HTTP long polling.
  POLLING("polling"),

  /// A WebSocket.
  WEBSOCKET("websocket");

  private final String text;

  Transport(String text) {
    this.text = text;
  }

  /// Its name in the query parameter `transport`.
  public String text() {
    return text;
  }
}
