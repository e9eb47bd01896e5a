package dev.parley.bench.client;

/// The kind of a packet according to its first two bytes: `0` is an open packet, `1` a close
/// packet, `2` a ping, `3` the answer to a probe, `6` a no-op packet, `40` confirms that the
/// namespace was joined, `41` that it was left, `42` is an event, `43` an acknowledgement. `CLOSE`
/// is also the kind of WebSocket's close frame; `OTHER` is everything else.
///
/// Source: Engine.IO 4 and Socket.IO 5.
public enum PacketKind {
  OPEN,
  PING,
  PROBED,
  NOOP,
  JOINED,
  LEFT,
  EVENT,
  ACK,
  CLOSE,
  OTHER;

  /// The kind of a packet's text.
  ///
  /// @param length the number of bytes in the text, at most two
  static PacketKind of(int first, int second, int length) {
    if (length == 0) {
      return OTHER;
    }
    return switch (first) {
      case '0' -> OPEN;
      case '1' -> CLOSE;
      case '2' -> PING;
      case '3' -> PROBED;
      case '4' -> length < 2 ? OTHER : message(second);
      case '6' -> NOOP;
      default -> OTHER;
    };
  }

  private static PacketKind message(int type) {
    return switch (type) {
      case '0' -> JOINED;
      case '1' -> LEFT;
      case '2' -> EVENT;
      case '3' -> ACK;
      default -> OTHER;
    };
  }
}
