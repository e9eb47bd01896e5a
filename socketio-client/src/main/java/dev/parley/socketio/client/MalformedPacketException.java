package dev.parley.socketio.client;

/// The server sent an invalid packet, or a packet that is not allowed at this point.
final class MalformedPacketException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedPacketException(String rule) {
    super(rule);
  }
}
