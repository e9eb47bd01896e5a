package dev.parley.http;

import java.io.IOException;

/// The client of a long answer has disconnected, or reads too slowly.
final class ClientLostException extends IOException {
  private static final long serialVersionUID = 1L;

  ClientLostException(String message) {
    super(message);
  }
}
