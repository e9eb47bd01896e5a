package dev.parley.files;

import java.util.Arrays;
import java.util.Random;

/// An endless sequence of damaged copies of a file: with flipped bits, with large numbers, with
/// parts removed, repeated or moved, or without its end.
public final class Mutations {
  private final byte[] original;
  private final Random random;

  public Mutations(byte[] original, Random random) {
    this.original = original;
    this.random = random;
  }

  public byte[] next() {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && bytes.length > 8; i++) {
      bytes = changed(bytes);
    }
    return bytes;
  }

  private byte[] changed(byte[] bytes) {
    // Half of the changes are at the start, where the headers are.
    int from = random.nextInt(random.nextBoolean() ? Math.min(200, bytes.length) : bytes.length);
    int length = Math.min(1 + random.nextInt(8), bytes.length - from);
    switch (random.nextInt(6)) {
      case 0 -> bytes[from] ^= (byte) (1 << random.nextInt(8));
      case 1 -> Arrays.fill(bytes, from, from + length, (byte) 0xff);
      case 2 -> Arrays.fill(bytes, from, from + length, (byte) 0);
      case 3 -> bytes[from] = (byte) random.nextInt();
      case 4 -> {
        return Arrays.copyOf(bytes, from);
      }
      default -> {
        int to = random.nextInt(bytes.length - length + 1);
        System.arraycopy(bytes, from, bytes, to, length);
      }
    }
    return bytes;
  }
}
