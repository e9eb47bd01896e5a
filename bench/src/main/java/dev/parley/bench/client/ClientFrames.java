package dev.parley.bench.client;

import java.nio.charset.StandardCharsets;

/// Makes frames in the form in which WebSocket clients send them. Source: RFC 6455, 5.2 and 5.3.
final class ClientFrames {
  private static final int TEXT = 0x81;
  private static final int MASKED = 0x80;
  private static final int LONGER = 126;
  private static final int MASK_LENGTH = 4;

  private ClientFrames() {}

  /// A text frame. It is masked with zeros, which do not change the text.
  ///
  /// @param text ASCII of less than 65,536 characters
  static byte[] text(String text) {
    byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
    boolean isShort = payload.length < LONGER;
    byte[] frame = new byte[(isShort ? 2 : 4) + MASK_LENGTH + payload.length];
    frame[0] = (byte) TEXT;
    if (isShort) {
      frame[1] = (byte) (MASKED | payload.length);
    } else {
      frame[1] = (byte) (MASKED | LONGER);
      frame[2] = (byte) (payload.length >> 8);
      frame[3] = (byte) payload.length;
    }
    System.arraycopy(payload, 0, frame, frame.length - payload.length, payload.length);
    return frame;
  }
}
