package dev.parley.bench.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/// A document on disk with bytes that cannot be compressed. It can be sent as many different
/// documents, which differ only in their first bytes. Safe for use by several threads.
final class BigFile implements AutoCloseable {
  private static final int BLOCK = 1 << 20;

  private final FileChannel content;
  private final long size;

  private BigFile(FileChannel content, long size) {
    this.content = content;
    this.size = size;
  }

  /// Writes the document.
  ///
  /// @param size the size in bytes
  static BigFile create(Path file, long size, long seed) throws IOException {
    FileChannel content =
        FileChannel.open(
            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Random random = new Random(seed);
    byte[] block = new byte[BLOCK];
    while (content.position() < size) {
      random.nextBytes(block);
      ByteBuffer bytes =
          ByteBuffer.wrap(block, 0, (int) Math.min(BLOCK, size - content.position()));
      while (bytes.hasRemaining()) {
        content.write(bytes);
      }
    }
    content.force(true);
    return new BigFile(content, size);
  }

  long size() {
    return size;
  }

  /// Sends the document with this number, without loading it into this process.
  void sendTo(WritableByteChannel to, long number) throws IOException {
    // The signature of a type that Parley recognizes, and a number that makes each document
    // different.
    String text = "%%PDF-1.7\n%%%019d\n".formatted(number);
    ByteBuffer head = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    long at = head.remaining();
    while (head.hasRemaining()) {
      to.write(head);
    }
    while (at < size) {
      at += content.transferTo(at, size - at, to);
    }
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
