package dev.parley.http;

/// Parley cannot listen on the configured address. The message is for the person who starts it.
public final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ListenException(String host, int port, Throwable cause) {
    super(
        "cannot listen on %s port %d: %s; another program may use it, set PORT or HOST"
            .formatted(host, port, cause.getMessage()),
        cause);
  }
}
