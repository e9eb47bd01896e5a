package dev.parley.socketio;

import java.io.Serial;

/// An expected answer did not arrive, and will not arrive later.
public final class AckException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /// @param message says which answer is missing, and why
  public AckException(String message) {
    super(message);
  }
}
