package dev.parley.socketio;

import java.io.Serial;

/// What a callback of a test throws, where the worst is to be tried: an [Error], of which the log
/// is not filled.
public final class WantedError extends Error {
  @Serial private static final long serialVersionUID = 1;

  /// Without a stack trace.
  public WantedError() {
    super("the test wants it", null, false, false);
  }
}
