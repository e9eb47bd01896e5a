package dev.parley.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Reads the bytes of a file by their offset from its start. Keeps 16 KB of them in memory.
///
/// A read beyond the end throws [UnreadableFileException]; any other [IOException] is an error of
/// the disk. Offsets and lengths may come from the file itself: no value causes an overflow.
///
/// Blocks; for one thread at a time. The caller that opens it closes it.
public final class FileBytes implements Closeable {
  private static final int WINDOW = 16 * 1024;

  private final @Nullable FileChannel channel;
  private final long size;
  private final byte[] window;
  private final ByteBuffer buffer;

  /// The offset in the file of the first byte in the window, which has `filled` bytes.
  private long start;

  private int filled;

  private FileBytes(@Nullable FileChannel channel, long size, byte[] window, int filled) {
    this.channel = channel;
    this.size = size;
    this.window = window;
    this.buffer = ByteBuffer.wrap(window);
    this.filled = filled;
  }

  public static FileBytes open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new FileBytes(channel, channel.size(), new byte[WINDOW], 0);
    } catch (Throwable failure) {
      channel.close();
      throw failure;
    }
  }

  /// A file whose bytes are all in memory. The array is not copied.
  public static FileBytes of(byte[] bytes) {
    return new FileBytes(null, bytes.length, bytes, bytes.length);
  }

  public long size() {
    return size;
  }

  /// Whether the file has `length` bytes from `at` on.
  public boolean has(long at, long length) {
    return at >= 0 && length >= 0 && at <= size && length <= size - at;
  }

  /// An unsigned byte.
  public int u8(long at) throws IOException {
    return window[windowAt(at, 1)] & 0xff;
  }

  /// An unsigned number of two bytes in big-endian order.
  public int u16(long at) throws IOException {
    return buffer.getShort(windowAt(at, 2)) & 0xffff;
  }

  /// An unsigned number of four bytes in big-endian order.
  public long u32(long at) throws IOException {
    return buffer.getInt(windowAt(at, 4)) & 0xffff_ffffL;
  }

  /// A number of eight bytes in big-endian order; negative from 2^63 on.
  public long u64(long at) throws IOException {
    return buffer.getLong(windowAt(at, 8));
  }

  /// An unsigned number of two bytes in little-endian order.
  public int u16le(long at) throws IOException {
    return Short.reverseBytes(buffer.getShort(windowAt(at, 2))) & 0xffff;
  }

  /// An unsigned number of four bytes in little-endian order.
  public long u32le(long at) throws IOException {
    return Integer.reverseBytes(buffer.getInt(windowAt(at, 4))) & 0xffff_ffffL;
  }

  /// A number of eight bytes in little-endian order; negative from 2^63 on.
  public long u64le(long at) throws IOException {
    return Long.reverseBytes(buffer.getLong(windowAt(at, 8)));
  }

  /// A copy of `length` bytes. The caller has to limit the length.
  public byte[] bytes(long at, int length) throws IOException {
    byte[] bytes = new byte[requireInside(at, length)];
    copy(at, bytes, 0, length);
    return bytes;
  }

  /// The first `most` bytes; fewer if the file is shorter.
  public byte[] head(int most) throws IOException {
    return bytes(0, (int) Math.min(most, size));
  }

  /// Copies `length` bytes to `target`, from `offset` on.
  public void copy(long at, byte[] target, int offset, int length) throws IOException {
    requireInside(at, length);
    if (at >= start && at - start <= filled - length) {
      System.arraycopy(window, (int) (at - start), target, offset, length);
    } else {
      readFully(at, ByteBuffer.wrap(target, offset, length));
    }
  }

  /// `length` bytes as characters of Latin-1, such as `ftyp`.
  public String ascii(long at, int length) throws IOException {
    return new String(bytes(at, length), ISO_8859_1);
  }

  /// Whether the file has the Latin-1 characters of `ascii` at `at`.
  public boolean matches(long at, String ascii) throws IOException {
    return has(at, ascii.length()) && ascii(at, ascii.length()).equals(ascii);
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }

  /// The index in the window of the byte at `at`. Loads the window if it does not have `length`
  /// bytes from there on.
  private int windowAt(long at, int length) throws IOException {
    if (at < start || at - start > filled - length) {
      requireInside(at, length);
      int more = (int) Math.min(window.length, size - at);
      filled = 0;
      readFully(at, ByteBuffer.wrap(window, 0, more));
      start = at;
      filled = more;
    }
    return (int) (at - start);
  }

  private int requireInside(long at, int length) throws UnreadableFileException {
    if (!has(at, length)) {
      throw UnreadableFileException.truncated("The file");
    }
    return length;
  }

  private void readFully(long at, ByteBuffer target) throws IOException {
    if (channel == null) {
      throw new IllegalStateException("all bytes are in the window");
    }
    long next = at;
    while (target.hasRemaining()) {
      int read = channel.read(target, next);
      if (read < 0) {
        throw UnreadableFileException.truncated("The file"); // another program has shortened it
      }
      next += read;
    }
  }
}
