package dev.parley.socketio;

import java.io.Serial;

/// An [Error] that callbacks of tests throw, to test the worst case; it has no stack trace, so that
/// it does not fill the log.
public final class WantedError extends Error {
  @Serial private static final long serialVersionUID = 1;

  /// Makes an error without a stack trace.
  public WantedError() {
    super("the test wants it", null, false, false);
  }
}
