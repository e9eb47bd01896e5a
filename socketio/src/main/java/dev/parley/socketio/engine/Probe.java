package dev.parley.socketio.engine;

/// A WebSocket that would replace a session's polling, until it does, or its time is up. Belongs to
/// the session's lane.
final class Probe extends Alarm {
  private final Session session;
  private final WebSocketLink link;
  private boolean answered;

  Probe(Session session, WebSocketLink link) {
    this.session = session;
    this.link = link;
  }

  WebSocketLink link() {
    return link;
  }

  /// Whether the client was told that the WebSocket works: from then on polls are not held.
  boolean isAnswered() {
    return answered;
  }

  void answer(Outgoing packet) {
    answered = true;
    link.send(new Chain(null, packet));
  }

  @Override
  void ring() {
    session.dropProbe();
  }
}
