package dev.parley.socketio.engine;

import java.io.Serial;

/// A peer sent data that is not a packet. The message names the rule that the peer broke.
final class EngineFormatException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  EngineFormatException(String rule) {
    super(rule, null, false, false); // caught in one place, where the message is enough
  }
}
