package dev.parley.socketio.engine;

import java.util.Base64;

/// Reads packets. Throws [EngineFormatException] for any text that is not a packet, and no other
/// exception. Source: Engine.IO protocol 4, "Packet encoding".
final class EngineCodec {
  /// Separates the packets of a poll.
  static final char SEPARATOR = '\u001e';

  /// Marks a binary message in a transport that carries only text.
  static final char BASE64 = 'b';

  private EngineCodec() {}

  /// Reads one packet: `4hello` is a message, `bAQID` a binary one.
  static EnginePacket decode(String packet) {
    if (packet.isEmpty()) {
      throw new EngineFormatException("a packet must not be empty");
    }
    String data = packet.substring(1);
    return switch (packet.charAt(0)) {
      case '0' -> new EnginePacket.Open(data);
      case '1' -> new EnginePacket.Close();
      case '2' -> new EnginePacket.Ping(data);
      case '3' -> new EnginePacket.Pong(data);
      case '4' -> new EnginePacket.Text(data);
      case '5' -> new EnginePacket.Upgrade();
      case '6' -> new EnginePacket.Noop();
      case BASE64 -> new EnginePacket.Binary(bytes(data));
      default -> throw new EngineFormatException("a packet's type must be 0 to 6 or b");
    };
  }

  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      throw new EngineFormatException("a binary packet must be Base64");
    }
  }
}
