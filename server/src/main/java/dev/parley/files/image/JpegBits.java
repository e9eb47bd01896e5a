package dev.parley.files.image;

import dev.parley.files.FileBytes;
import dev.parley.files.UnreadableFileException;
import java.io.IOException;

/// The bits of one scan of a JPEG file, up to the next marker. Behind it, zeros are read; whether
/// they were used is asked once in a while ([#requireData]), not at each bit.
///
/// Source: ITU-T T.81, section F.2.2.5 and figure F.18.
final class JpegBits {
  private static final int CHUNK = 16 * 1024;

  private final FileBytes file;
  private final byte[] chunk = new byte[CHUNK];
  private long chunkStart;
  private int chunkLength;
  private int position;

  /// The next bits are the highest of the lowest `count` ones.
  private long bits;

  private int count;
  private int zerosBehind;
  private boolean atMarker;

  JpegBits(FileBytes file, long start) {
    this.file = file;
    this.chunkStart = start;
  }

  /// At least 32 bits are there afterwards.
  private void fill() throws IOException {
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

  /// Moves the chunk on, so that two bytes are in it.
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

  /// A number of `length` bits, of which the lower half stands for negative ones (T.81, F.12).
  int readSigned(int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int value = read(length);
    return value < 1 << (length - 1) ? value - (1 << length) + 1 : value;
  }

  /// The next symbol. Afterwards the 16 bits that may belong to it can be skipped without a look.
  int symbol(JpegHuffman table) throws IOException {
    if (count < 32) {
      fill();
    }
    int entry = table.lookUp((int) (bits >>> (count - 16)) & 0xffff);
    count -= entry >> 8;
    return entry & 0xff;
  }

  /// Skips bits that follow a symbol, at most 15.
  void skip(int length) {
    count -= length;
  }

  /// @throws UnreadableFileException where bits were read that the file does not have
  void requireData() throws UnreadableFileException {
    if (zerosBehind > count) {
      throw UnreadableFileException.truncated("The JPEG picture");
    }
  }

  /// Goes on behind the next restart marker.
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

  /// Where in the file the reading stopped, or earlier: no marker lies between.
  long position() {
    return chunkStart + position;
  }
}
