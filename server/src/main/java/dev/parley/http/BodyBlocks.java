package dev.parley.http;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The bytes that the event loop has received and the reading thread has not taken yet, in reused
/// blocks of 64 KB. Even if the bytes arrive in very small pieces, they take no more memory than
/// these blocks. The caller must hold a lock.
final class BodyBlocks {
  static final int BLOCK = 64 * 1024;

  private final ArrayDeque<Block> full = new ArrayDeque<>();
  private final ArrayDeque<Block> spare = new ArrayDeque<>();
  private long size;

  /// A block with bytes of a body. It belongs either to the event loop, which fills it, or to the
  /// reader.
  static final class Block {
    private final byte[] bytes = new byte[BLOCK];
    private int count;

    private Block() {}

    byte[] bytes() {
      return bytes;
    }

    /// The number of bytes at the start that belong to the body.
    int count() {
      return count;
    }

    /// The number of bytes for which there is still room.
    int room() {
      return BLOCK - count;
    }

    /// Adds the next `more` bytes to those that belong to the body.
    void grow(int more) {
      count += more;
    }
  }

  /// An empty block, to be filled.
  Block empty() {
    Block block = spare.isEmpty() ? new Block() : spare.pop();
    block.count = 0;
    return block;
  }

  /// Adds a block that was filled.
  void add(Block filled) {
    full.add(filled);
    size += filled.count;
  }

  /// The number of bytes in the blocks that were filled.
  long size() {
    return size;
  }

  boolean isEmpty() {
    return full.isEmpty();
  }

  /// Takes the next block; null if there is none.
  @Nullable Block take() {
    Block first = full.poll();
    if (first != null) {
      size -= first.count;
    }
    return first;
  }

  /// Takes back a block that was read: it can be filled again.
  void giveBack(Block read) {
    spare.push(read);
  }

  void clear() {
    full.clear();
    spare.clear();
    size = 0;
  }
}
