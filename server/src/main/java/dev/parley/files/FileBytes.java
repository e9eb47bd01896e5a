package dev.parley.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The bytes of a file, by their offset from its start. Holds 16 KB of them at a time.
///
/// A read beyond the end throws [UnreadableFileException]; any other [IOException] is the disk's.
/// Offsets and lengths may come from the file itself: none of them overflows.
///
/// Blocks; for one thread at a time. Whoever opens it closes it.
public final class FileBytes implements Closeable {
  private static final int WINDOW = 16 * 1024;

  private final @Nullable FileChannel channel;
  private final long size;
  private final byte[] window;
  private final ByteBuffer buffer;

  /// Which bytes of the file are in the window: `filled` of them from `start` on.
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

  /// A file that is in memory as a whole. The array is not copied.
  public static FileBytes of(byte[] bytes) {
    return new FileBytes(null, bytes.length, bytes, bytes.length);
  }

  public long size() {
    return size;
  }

  /// Whether `length` bytes are there from `at` on.
  public boolean has(long at, long length) {
    return at >= 0 && length >= 0 && at <= size && length <= size - at;
  }

  /// An unsigned byte.
  public int u8(long at) throws IOException {
    return window[windowAt(at, 1)] & 0xff;
  }

  /// Two bytes, the higher first.
  public int u16(long at) throws IOException {
    return buffer.getShort(windowAt(at, 2)) & 0xffff;
  }

  /// Four bytes, the highest first.
  public long u32(long at) throws IOException {
    return buffer.getInt(windowAt(at, 4)) & 0xffff_ffffL;
  }

  /// Eight bytes, the highest first: negative from 2^63 on.
  public long u64(long at) throws IOException {
    return buffer.getLong(windowAt(at, 8));
  }

  /// Two bytes, the lower first.
  public int u16le(long at) throws IOException {
    return Short.reverseBytes(buffer.getShort(windowAt(at, 2))) & 0xffff;
  }

  /// Four bytes, the lowest first.
  public long u32le(long at) throws IOException {
    return Integer.reverseBytes(buffer.getInt(windowAt(at, 4))) & 0xffff_ffffL;
  }

  /// Eight bytes, the lowest first: negative from 2^63 on.
  public long u64le(long at) throws IOException {
    return Long.reverseBytes(buffer.getLong(windowAt(at, 8)));
  }

  /// A copy of `length` bytes. The caller bounds the length.
  public byte[] bytes(long at, int length) throws IOException {
    byte[] bytes = new byte[requireInside(at, length)];
    copy(at, bytes, 0, length);
    return bytes;
  }

  /// Up to `most` bytes: fewer where the file ends.
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

  /// Whether the characters of `ascii`, which are of Latin-1, are at `at`.
  public boolean matches(long at, String ascii) throws IOException {
    return has(at, ascii.length()) && ascii(at, ascii.length()).equals(ascii);
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }

  /// Where in the window the byte at `at` is, with `length` bytes there.
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
        throw UnreadableFileException.truncated("The file"); // shortened since it was opened
      }
      next += read;
    }
  }
}
