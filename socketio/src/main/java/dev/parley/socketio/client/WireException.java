package dev.parley.socketio.client;

/// The server sent no packet, or one that has no place here.
final class WireException extends Exception {
  private static final long serialVersionUID = 1L;

  WireException(String rule) {
    super(rule);
  }
}
