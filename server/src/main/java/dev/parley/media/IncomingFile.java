package dev.parley.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A file that is being received into a local temporary file; its hash is computed meanwhile. Used
/// by one thread at a time.
public final class IncomingFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private final WriteShares shares;
  private final EarlyWriting early;
  private final MessageDigest digest;
  private long size;
  private boolean received;
  private @Nullable BlobId id;

  private IncomingFile(Path path, FileChannel channel, WriteShares shares, MessageDigest digest) {
    this.path = path;
    this.channel = channel;
    this.shares = shares;
    this.early = new EarlyWriting(() -> channel.force(false), shares);
    this.digest = digest;
    shares.join();
  }

  /// Begins a file.
  ///
  /// @param path the path of a file that does not exist yet
  /// @param shares the shares of all files that are received at the same time
  static IncomingFile begin(Path path, WriteShares shares) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new IncomingFile(path, channel, shares, sha256());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Adds bytes. Waits if the disk is slower than the bytes come.
  public void write(byte[] bytes, int offset, int length) throws IOException {
    digest.update(bytes, offset, length);
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    size += length;
    early.grown(size);
  }

  /// The number of bytes so far.
  public long size() {
    return size;
  }

  /// Finishes the file: its bytes are on disk when this returns, and no more can be added.
  ///
  /// @return the name of the bytes
  public BlobId finish() throws IOException {
    channel.force(true); // meanwhile the early writing ends, so the disk is never idle
    early.end();
    channel.close();
    endReceiving();
    BlobId hash = new BlobId(HexFormat.of().formatHex(digest.digest()));
    id = hash;
    return hash;
  }

  private void endReceiving() {
    if (!received) {
      received = true;
      shares.leave();
    }
  }

  /// The name of the bytes, once the file is finished.
  public BlobId id() {
    if (id == null) {
      throw new IllegalStateException("the file is not finished");
    }
    return id;
  }

  /// The path of the temporary file, for code that examines the finished file.
  public Path path() {
    return path;
  }

  /// Removes the temporary file.
  @Override
  public void close() {
    endReceiving();
    try {
      try {
        channel.close();
      } finally {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
