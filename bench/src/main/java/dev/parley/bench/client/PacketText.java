package dev.parley.bench.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Collects the bytes of one packet from its parts; reused for the next packet. Used by one thread.
final class PacketText {
  private byte[] bytes = new byte[256];
  private int length;

  void clear() {
    length = 0;
  }

  void add(int next) {
    room(1);
    bytes[length++] = (byte) next;
  }

  /// Adds the next `count` bytes of `in`.
  void add(ByteBuffer in, int count) {
    room(count);
    in.get(bytes, length, count);
    length += count;
  }

  private void room(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
