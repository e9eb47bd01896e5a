package dev.parley;

/// Parley cannot start. The message is a sentence for the person who starts it.
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }

  StartException(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
