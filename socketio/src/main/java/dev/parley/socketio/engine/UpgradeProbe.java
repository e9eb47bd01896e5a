package dev.parley.socketio.engine;

/// A WebSocket that would replace a session's polling, until it does, or its time is up. Belongs to
/// the session's event loop.
final class UpgradeProbe extends Alarm {
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

  /// Whether the client was told that the WebSocket works: from then on polls are not held.
  boolean isAnswered() {
    return answered;
  }

  void answer(OutgoingMessage packet) {
    answered = true;
    webSocket.send(new SendQueue(null, packet));
  }

  @Override
  void ring() {
    session.dropProbe();
  }
}
