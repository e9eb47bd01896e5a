package dev.parley.socketio.engine;

/// How a session is carried.
public enum Transport {
  /// HTTP long polling.
  POLLING("polling"),

  /// A WebSocket.
  WEBSOCKET("websocket");

  private final String text;

  Transport(String text) {
    this.text = text;
  }

  /// As the query parameter `transport` names it.
  public String text() {
    return text;
  }
}
