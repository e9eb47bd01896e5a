package dev.parley.socketio.client;

/// The server sent no packet, or one that has no place here.
final class MalformedPacketException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedPacketException(String rule) {
    super(rule);
  }
}
