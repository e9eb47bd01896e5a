package dev.parley.socketio.engine;

/// A WebSocket that a client opened to replace polling, until it has replaced it or its time is
/// over. Belongs to the session's event loop.
final class UpgradeProbe extends DelayedAction {
  private final Session session;
  private final WebSocketTransport webSocket;
  private boolean answered;

  UpgradeProbe(Session session, WebSocketTransport webSocket) {
    this.session = session;
    this.webSocket = webSocket;
  }

  WebSocketTransport webSocket() {
    return webSocket;
  }

  /// Whether the server has confirmed the WebSocket to the client: from then on polls do not wait.
  boolean isAnswered() {
    return answered;
  }

  void answer(OutgoingMessage packet) {
    answered = true;
    webSocket.send(new SendQueue(null, packet));
  }

  @Override
  void run() {
    session.dropProbe();
  }
}
