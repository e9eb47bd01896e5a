package dev.parley.socketio.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message to send: a text, and the binary messages that must follow it directly. It is encoded
/// once and shared by all sessions that receive it. Safe for use by many threads.
public final class OutgoingMessage {
  private static final int TEXT_FRAME = 0x81;
  private static final int BINARY_FRAME = 0x82;
  private static final int LONGEST_SHORT = 125;
  private static final int LONGEST_MEDIUM = 65_535;
  private static final int MEDIUM = 126;
  private static final int LONG = 127;

  private final byte @Nullable [] packet;
  private final List<byte[]> binaries;
  private final boolean compress;
  private final int frameBytes;

  /// The caller must not change the binaries afterwards.
  ///
  /// @param text UTF-8, without an Engine.IO packet type
  /// @param compress whether a transport that supports compression may compress it
  public OutgoingMessage(byte[] text, List<byte[]> binaries, boolean compress) {
    this(compress, typed(text), List.copyOf(binaries));
  }

  private OutgoingMessage(boolean compress, byte @Nullable [] packet, List<byte[]> binaries) {
    this.packet = packet;
    this.binaries = binaries;
    this.compress = compress;
    int bytes = packet == null ? 0 : frameSize(packet.length);
    for (byte[] binary : binaries) {
      bytes += frameSize(binary.length);
    }
    this.frameBytes = bytes;
  }

  /// A binary message without a text before it.
  public static OutgoingMessage binary(byte[] data) {
    return new OutgoingMessage(true, null, List.of(data));
  }

  /// A packet of the engine itself, for example `2`.
  static OutgoingMessage packet(String packet) {
    return new OutgoingMessage(true, packet.getBytes(UTF_8), List.of());
  }

  private static byte[] typed(byte[] text) {
    byte[] packet = new byte[text.length + 1];
    packet[0] = EnginePacket.MESSAGE;
    System.arraycopy(text, 0, packet, 1, text.length);
    return packet;
  }

  byte @Nullable [] text() {
    return packet;
  }

  List<byte[]> binaries() {
    return binaries;
  }

  boolean compress() {
    return compress;
  }

  /// The number of its frames, or of its records in a poll.
  int frames() {
    return (packet == null ? 0 : 1) + binaries.size();
  }

  /// The size of its WebSocket frames; its records in a poll have about the same size.
  public int frameBytes() {
    return frameBytes;
  }

  /// Appends its WebSocket frames. Source: RFC 6455, 5.2.
  void writeFrames(ByteBuf out) {
    if (packet != null) {
      writeFrame(out, TEXT_FRAME, packet);
    }
    for (byte[] binary : binaries) {
      writeFrame(out, BINARY_FRAME, binary);
    }
  }

  /// Appends its records in the form that a poll carries.
  void writeRecords(ByteBuf out) {
    if (packet != null) {
      out.writeBytes(packet);
    }
    boolean first = packet == null;
    for (byte[] binary : binaries) {
      if (!first) {
        out.writeByte(EngineCodec.SEPARATOR);
      }
      first = false;
      out.writeByte(EngineCodec.BASE64);
      out.writeBytes(Base64.getEncoder().encode(binary));
    }
  }

  private static int frameSize(int length) {
    return length + (length <= LONGEST_SHORT ? 2 : length <= LONGEST_MEDIUM ? 4 : 10);
  }

  private static void writeFrame(ByteBuf out, int first, byte[] payload) {
    out.writeByte(first);
    if (payload.length <= LONGEST_SHORT) {
      out.writeByte(payload.length);
    } else if (payload.length <= LONGEST_MEDIUM) {
      out.writeByte(MEDIUM);
      out.writeShort(payload.length);
    } else {
      out.writeByte(LONG);
      out.writeLong(payload.length);
    }
    out.writeBytes(payload);
  }
}
