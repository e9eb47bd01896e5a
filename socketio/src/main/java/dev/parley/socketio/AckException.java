package dev.parley.socketio;

import java.io.Serial;

/// An answer that was wanted will not come.
public final class AckException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  AckException(String message) {
    super(message);
  }
}
