package dev.parley.socketio.engine;

import java.io.Serial;

/// What a peer sent is no packet. The message is the rule that it broke.
final class EngineFormatException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  EngineFormatException(String rule) {
    super(rule, null, false, false); // it ends in one place, and says all by its message
  }
}
