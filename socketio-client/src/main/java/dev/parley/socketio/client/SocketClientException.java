package dev.parley.socketio.client;

/// An event got no acknowledgement: the client was not connected, or the connection ended first. In
/// the latter case it is unknown whether the server received the event.
public final class SocketClientException extends Exception {
  private static final long serialVersionUID = 1L;

  SocketClientException(String message) {
    super(message);
  }
}
