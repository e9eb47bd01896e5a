package dev.parley.bench.client;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Finds the packets in the answers to polling requests, however the bytes are split, and
/// recognizes the kind of a packet by its first two bytes. Holds one connection's state; used by
/// one thread.
///
/// Source: Engine.IO 4: the packets of an answer are texts with a byte 30 between them.
final class PayloadReader {
  /// Receives every packet, once its last byte was read.
  interface Packets {
    void packet(PacketKind kind) throws IOException;
  }

  private static final int SEPARATOR = 30;

  private final Packets packets;
  private final PacketText text = new PacketText();
  private int length;
  private int first;
  private int second;

  PayloadReader(Packets packets) {
    this.packets = packets;
  }

  /// The packet that [Packets] receives at the moment.
  String text() {
    return text.toString();
  }

  /// Reads all of `in`, a part of an answer's body.
  void read(ByteBuffer in) throws IOException {
    while (in.hasRemaining()) {
      int start = in.position();
      int end = start;
      while (end < in.limit() && in.get(end) != SEPARATOR) {
        if (length == 0) {
          first = in.get(end);
        } else if (length == 1) {
          second = in.get(end);
        }
        length++;
        end++;
      }
      text.add(in, end - start);
      if (in.hasRemaining()) {
        in.position(end + 1);
        tell();
      }
    }
  }

  /// The answer has ended, and its last packet with it.
  void end() throws IOException {
    if (length > 0) {
      tell();
    }
  }

  private void tell() throws IOException {
    packets.packet(PacketKind.of(first, second, Math.min(length, 2)));
    length = 0;
    text.clear();
  }
}
