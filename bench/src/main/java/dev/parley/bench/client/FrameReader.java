package dev.parley.bench.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Finds the frames in the bytes that a WebSocket server sends, however the bytes are split, and
/// recognizes the kind of a frame by its first two bytes. The rest of a frame is skipped, and
/// nothing is allocated, unless its text is asked for. Holds one connection's state; used by one
/// thread.
///
/// Source: RFC 6455, 5.2; Engine.IO 4 and Socket.IO 5 for the first bytes of a text.
final class FrameReader {
  /// Receives every frame, once its last byte was read.
  interface Frames {
    void frame(PacketKind kind) throws IOException;
  }

  private static final int OPCODE = 0x0f;
  private static final int FINAL = 0x80;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7f;
  private static final int SHORT_LENGTH = 126;
  private static final int LONG_LENGTH = 127;

  private final @Nullable PacketText text;

  /// The header's bytes so far: flags, length, and up to 8 bytes of a longer length.
  private int headerRead;

  private int headerLength = 2;
  private int flags;
  private long left;
  private int textRead;
  private int first;
  private int second;

  /// @param keepsText whether [#text] can be called
  FrameReader(boolean keepsText) {
    this.text = keepsText ? new PacketText() : null;
  }

  /// The content of the frame that [Frames] receives at the moment.
  String text() {
    if (text == null) {
      throw new IllegalStateException("the texts of this connection are not kept");
    }
    return text.toString();
  }

  /// Reads all of `in`.
  ///
  /// @throws IOException if a frame is masked or contains only a part of a message: no server that
  ///   is measured sends such frames; also if `frames` throws an `IOException`
  void read(ByteBuffer in, Frames frames) throws IOException {
    while (in.hasRemaining()) {
      if (headerRead < headerLength) {
        readHeader(in.get() & 0xff);
        if (headerRead < headerLength || left > 0) {
          continue;
        }
      } else {
        readPayload(in);
      }
      if (left == 0) {
        PacketKind kind = kind();
        headerRead = 0;
        headerLength = 2;
        textRead = 0;
        frames.frame(kind);
        if (text != null) {
          text.clear();
        }
      }
    }
  }

  private void readHeader(int next) throws IOException {
    if (headerRead == 0) {
      flags = next;
    } else if (headerRead == 1) {
      if ((next & MASKED) != 0 || (flags & FINAL) == 0) {
        throw new IOException("the server sent a frame that is masked or only a part");
      }
      int length = next & LENGTH;
      headerLength = length == SHORT_LENGTH ? 4 : length == LONG_LENGTH ? 10 : 2;
      left = headerLength == 2 ? length : 0;
    } else {
      left = left << 8 | next;
    }
    headerRead++;
  }

  private void readPayload(ByteBuffer in) {
    while (textRead < 2 && left > 0 && in.hasRemaining()) {
      int next = in.get();
      if (textRead == 0) {
        first = next;
      } else {
        second = next;
      }
      if (text != null) {
        text.add(next);
      }
      textRead++;
      left--;
    }
    int rest = (int) Math.min(left, in.remaining());
    if (text == null) {
      in.position(in.position() + rest);
    } else {
      text.add(in, rest);
    }
    left -= rest;
  }

  private PacketKind kind() {
    return switch (flags & OPCODE) {
      case TEXT -> PacketKind.of(first, second, textRead);
      case CLOSE -> PacketKind.CLOSE;
      default -> PacketKind.OTHER;
    };
  }
}
