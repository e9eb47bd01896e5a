package dev.parley.socketio.client;

/// An event got no acknowledgement: the client was not connected, or the connection ended first.
/// Whether the server saw the event is not known in the latter case.
public final class SocketClientException extends Exception {
  private static final long serialVersionUID = 1L;

  SocketClientException(String message) {
    super(message);
  }
}
