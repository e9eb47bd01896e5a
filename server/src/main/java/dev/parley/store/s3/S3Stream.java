package dev.parley.store.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// The bytes of an object, read in pieces: each piece has a time limit, and a slow reader does not
/// occupy a connection. Used by one thread at a time.
final class S3Stream extends InputStream {
  private static final int PIECE = 512 * 1024;

  private final S3Bucket bucket;
  private final String key;
  private final long size;

  /// The offset of the next piece in the object.
  private long next;

  private byte[] piece = {};
  private int at;

  S3Stream(S3Bucket bucket, String key, long offset, long size) {
    this.bucket = bucket;
    this.key = key;
    this.next = offset;
    this.size = size;
  }

  private boolean isAtEnd() throws IOException {
    if (at == piece.length && next < size) {
      piece = bucket.get(key, next, (int) Math.min(PIECE, size - next));
      next += piece.length;
      at = 0;
    }
    return at == piece.length;
  }

  @Override
  public int read() throws IOException {
    return isAtEnd() ? -1 : piece[at++] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (isAtEnd()) {
      return -1;
    }
    int count = Math.min(length, piece.length - at);
    System.arraycopy(piece, at, target, offset, count);
    at += count;
    return count;
  }
}
