package dev.parley.files.image;

import dev.parley.files.FileBytes;
import dev.parley.files.UnreadableFileException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The bits of one scan of a JPEG file, up to the next marker. Reads beyond the marker return
/// zeros. Callers use [#requireData] from time to time, instead of at each bit, to check whether
/// they have read such zeros.
///
/// Source: ITU-T T.81, section F.2.2.5 and figure F.18.
final class JpegBits {
  private static final int CHUNK = 16 * 1024;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGHEST = 0x8080_8080_8080_8080L;

  private final FileBytes file;
  private final byte[] chunk = new byte[CHUNK];
  private long chunkStart;
  private int chunkLength;
  private int position;

  /// The lowest `count` bits are the unread ones; the highest of these is the next bit.
  private long bits;

  private int count;
  private int zerosBehind;
  private boolean atMarker;

  JpegBits(FileBytes file, long start) {
    this.file = file;
    this.chunkStart = start;
  }

  /// Loads bits until there are at least 32. Loads eight bytes at once if none of them is `FF`.
  private void fill() throws IOException {
    if (!atMarker && position + 8 < chunkLength) {
      long next = (long) LONG.get(chunk, position);
      long inverse = ~next;
      if (((inverse - ONES) & next & HIGHEST) == 0) {
        int bytes = (64 - count) >> 3;
        bits = bytes == 8 ? next : bits << (8 * bytes) | next >>> (64 - 8 * bytes);
        position += bytes;
        count += 8 * bytes;
        return;
      }
    }
    while (count <= 56) {
      int next = atMarker ? 0 : nextByte();
      if (atMarker) {
        zerosBehind += 8;
      }
      bits = bits << 8 | next;
      count += 8;
    }
  }

  /// `FF 00` stands for `FF`; `FF` before anything else is a marker.
  private int nextByte() throws IOException {
    if (position >= chunkLength - 1 && !load()) {
      atMarker = true;
      return 0;
    }
    int value = chunk[position] & 0xff;
    if (value != 0xff) {
      position++;
      return value;
    }
    if (chunk[position + 1] == 0) {
      position += 2;
      return value;
    }
    atMarker = true;
    return 0;
  }

  /// Loads the next chunk, so that at least two bytes are in it.
  private boolean load() throws IOException {
    chunkStart += position;
    position = 0;
    chunkLength = (int) Math.min(CHUNK, file.size() - chunkStart);
    if (chunkLength < 2) {
      chunkLength = 0;
      return false;
    }
    file.copy(chunkStart, chunk, 0, chunkLength);
    return true;
  }

  /// The next `length` bits, at most 16.
  int read(int length) throws IOException {
    if (count < length) {
      fill();
    }
    count -= length;
    return (int) (bits >>> count) & (1 << length) - 1;
  }

  /// A number of `length` bits; the lower half of its range stands for negative numbers (T.81,
  /// F.12).
  int readSigned(int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int value = read(length);
    return value < 1 << (length - 1) ? value - (1 << length) + 1 : value;
  }

  /// The next symbol.
  int symbol(JpegHuffman table) throws IOException {
    if (count < 32) {
      fill();
    }
    int entry = table.lookUp((int) (bits >>> (count - 16)) & 0xffff);
    count -= entry >> 8;
    return entry & 0xff;
  }

  /// Skips the higher frequencies of a block: symbols, each with the bits that follow it, until the
  /// block is full or a symbol ends it. It has the same effect as reading them, but uses local
  /// variables, because decoding at an eighth of the size spends most of its time here.
  void skipBlock(JpegHuffman table) throws IOException {
    long local = bits;
    int left = count;
    int index = 1;
    while (index < 64) {
      if (left < 32) {
        count = left;
        fill();
        local = bits;
        left = count;
      }
      int entry = table.lookUp((int) (local >>> (left - 16)) & 0xffff);
      int following = entry & 15;
      left -= (entry >> 8) + following;
      if (following == 0 && (entry & 0xff) != 0xf0) {
        break;
      }
      index += 1 + (entry >> 4 & 15);
    }
    count = left;
  }

  /// @throws UnreadableFileException if bits were read that the file does not have
  void requireData() throws UnreadableFileException {
    if (zerosBehind > count) {
      throw UnreadableFileException.truncated("The JPEG picture");
    }
  }

  /// Continues after the next restart marker.
  void restart() throws IOException {
    requireData();
    bits = 0;
    count = 0;
    zerosBehind = 0;
    long at = chunkStart + position;
    while (file.u8(at) != 0xff || (file.u8(at + 1) & 0xf8) != 0xd0) {
      int next = file.u8(at + 1);
      if (file.u8(at) == 0xff && next != 0 && next != 0xff) {
        throw UnreadableFileException.damaged("The JPEG picture lacks a restart marker.");
      }
      at++;
    }
    atMarker = false;
    chunkStart = at + 2;
    chunkLength = 0;
    position = 0;
  }

  /// The offset of the next byte to load. Reading has stopped at or before it, and there is no
  /// marker in between.
  long position() {
    return chunkStart + position;
  }
}
