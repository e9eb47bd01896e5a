package dev.parley.files.image;

import dev.parley.files.FileBytes;
import dev.parley.files.UnreadableFileException;
import java.io.IOException;

/// A Huffman table of a JPEG file. Source: ITU-T T.81, annex C.
final class JpegHuffman {
  private static final int SHORT = 9;
  private static final int LONGEST = 16;

  /// The entry for each value of the next nine bits: the length of the code in the higher byte, its
  /// symbol in the lower one; 0 if the code is longer.
  private final short[] shortCodes = new short[1 << SHORT];

  /// For each length, the first code that is greater than all codes of that length, left-aligned in
  /// 16 bits.
  private final int[] limits = new int[LONGEST + 2];

  /// For each length, the number to add to a code to get the index of its symbol.
  private final int[] offsets = new int[LONGEST + 1];

  private final byte[] symbols;

  /// @param at the offset of the sixteen counts, which the symbols follow
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

  /// The number of bytes of the table in the file, including the counts.
  int length() {
    return LONGEST + symbols.length;
  }

  /// The length of the code that `next` begins with, times 256, plus its symbol.
  ///
  /// @param next the next sixteen bits
  /// @throws UnreadableFileException if no code begins with these bits
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
