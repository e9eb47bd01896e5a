package dev.parley.files.image;

import dev.parley.files.FileBytes;
import dev.parley.files.UnreadableFileException;
import java.io.IOException;

/// A Huffman table of a JPEG file. Source: ITU-T T.81, annex C.
final class JpegHuffman {
  private static final int SHORT = 9;
  private static final int LONGEST = 16;

  /// By the next nine bits: the code's length in the higher byte, its symbol in the lower one; 0
  /// where the code is longer.
  private final short[] shortCodes = new short[1 << SHORT];

  /// By length: the first code that is greater than all of that length, as 16 bits from the left.
  private final int[] limits = new int[LONGEST + 2];

  /// By length: what to add to a code to get the index of its symbol.
  private final int[] offsets = new int[LONGEST + 1];

  private final byte[] symbols;

  /// @param at where the sixteen counts are, and behind them the symbols
  JpegHuffman(FileBytes file, long at) throws IOException {
    int total = 0;
    for (int length = 1; length <= LONGEST; length++) {
      total += file.u8(at + length - 1);
    }
    if (total > 256) {
      throw UnreadableFileException.damaged("A table of the JPEG file is too long.");
    }
    symbols = file.bytes(at + LONGEST, total);
    int code = 0;
    int index = 0;
    for (int length = 1; length <= LONGEST; length++) {
      int count = file.u8(at + length - 1);
      offsets[length] = index - code;
      if (code + count > 1 << length) {
        throw UnreadableFileException.damaged("A table of the JPEG file is overfull.");
      }
      for (int i = 0; i < count && length <= SHORT; i++) {
        int from = (code + i) << (SHORT - length);
        int entry = length << 8 | (symbols[index + i] & 0xff);
        for (int j = 0; j < 1 << (SHORT - length); j++) {
          shortCodes[from + j] = (short) entry;
        }
      }
      code += count;
      index += count;
      limits[length] = code << (LONGEST - length);
      code <<= 1;
    }
    limits[LONGEST + 1] = Integer.MAX_VALUE;
  }

  /// How many bytes the table has in the file, counts included.
  int length() {
    return LONGEST + symbols.length;
  }

  /// The length of the code that `next` begins with, times 256, plus its symbol.
  ///
  /// @param next sixteen bits
  /// @throws UnreadableFileException where no code begins so
  int lookUp(int next) throws UnreadableFileException {
    int entry = shortCodes[next >> (LONGEST - SHORT)];
    if (entry != 0) {
      return entry;
    }
    int length = SHORT + 1;
    while (next >= limits[length]) {
      length++;
    }
    if (length > LONGEST) {
      throw UnreadableFileException.damaged("The JPEG picture has a code that its tables lack.");
    }
    int index = (next >> (LONGEST - length)) + offsets[length];
    return length << 8 | (symbols[index] & 0xff);
  }
}
