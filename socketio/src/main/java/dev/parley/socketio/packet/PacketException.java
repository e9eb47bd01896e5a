package dev.parley.socketio.packet;

import java.io.Serial;

/// A client sent text that is not a valid packet, or a packet that is not allowed at this point.
/// The message names the rule that the client broke; it contains no data from the client.
public final class PacketException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  PacketException(String rule) {
    super(rule, null, false, false); // caught in one place, where the message is enough
  }
}
