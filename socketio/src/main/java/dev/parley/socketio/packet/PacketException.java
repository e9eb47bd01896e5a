package dev.parley.socketio.packet;

import java.io.Serial;

/// What a client sent is no packet, or one too many. The message is the rule that it broke; it
/// holds nothing of what was sent.
public final class PacketException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  PacketException(String rule) {
    super(rule, null, false, false); // it ends in one place, and says all by its message
  }
}
