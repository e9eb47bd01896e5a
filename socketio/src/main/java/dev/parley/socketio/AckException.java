package dev.parley.socketio;

import java.io.Serial;

/// An answer that was wanted will not come.
public final class AckException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /// @param message which answer, and why
  public AckException(String message) {
    super(message);
  }
}
