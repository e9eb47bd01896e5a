package dev.parley.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Finds the end of each HTTP/1.1 response in the bytes of one connection. Keeps the status, the
/// size and the beginning of the body, nothing else. Used by one thread. Source: RFC 9112, sections
/// 4, 6 and 7.
public final class ResponseReader {
  /// Receives the bodies.
  public interface Bodies {
    /// A part of a body, which may be read or skipped.
    void part(ByteBuffer bytes) throws IOException;
  }

  private static final int MAX_HEAD = 16 * 1024;
  private static final int KEPT_BODY = 300;

  private enum Part {
    HEAD,
    SIZED_BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILER
  }

  private final Bodies bodies;
  private final byte[] head = new byte[MAX_HEAD];
  private final byte[] kept = new byte[KEPT_BODY];
  private Part part = Part.HEAD;
  private int headLength;
  private int keptLength;
  private int status;
  private long bodyLength;

  /// The number of missing bytes of the body with a known length, or of the chunk.
  private long missing;

  /// The number of bytes read so far of the line with a chunk's size, or of a trailer line.
  private int lineLength;

  private boolean inExtension;

  /// Makes a reader that skips the bodies.
  public ResponseReader() {
    this(_ -> {});
  }

  /// @param bodies receives the bodies
  public ResponseReader(Bodies bodies) {
    this.bodies = bodies;
  }

  /// Reads bytes up to the end of the response, or all bytes if it does not end in them.
  ///
  /// @return whether the response ended; the next call begins the next one
  /// @throws IOException if this is not HTTP, or the end of the response cannot be determined
  public boolean read(ByteBuffer in) throws IOException {
    while (in.hasRemaining()) {
      boolean ended =
          switch (part) {
            case HEAD -> readHead(in);
            case SIZED_BODY -> readBody(in) && end();
            case CHUNK_SIZE -> readChunkSize(in);
            case CHUNK -> {
              if (readBody(in)) {
                part = Part.CHUNK_END;
              }
              yield false;
            }
            case CHUNK_END -> readChunkEnd(in);
            case TRAILER -> readTrailer(in);
          };
      if (ended) {
        return true;
      }
    }
    return false;
  }

  /// The status code of the last complete response.
  public int status() {
    return status;
  }

  /// The number of bytes of its body, without the chunk framing.
  public long bodyLength() {
    return bodyLength;
  }

  /// The beginning of its body.
  public String bodyStart() {
    return new String(kept, 0, keptLength, StandardCharsets.UTF_8);
  }

  private boolean readHead(ByteBuffer in) throws IOException {
    if (headLength == MAX_HEAD) {
      throw new IOException("the response's head is longer than " + MAX_HEAD + " bytes");
    }
    byte next = in.get();
    head[headLength++] = next;
    if (next != '\n' || headLength < 4 || head[headLength - 3] != '\n') {
      return false;
    }
    return parseHead();
  }

  private boolean parseHead() throws IOException {
    if (headLength < 13 || head[0] != 'H' || head[8] != ' ') {
      throw new IOException("this is not HTTP: " + line(0, lineEnd(0)));
    }
    status = (head[9] - '0') * 100 + (head[10] - '0') * 10 + head[11] - '0';
    bodyLength = 0;
    keptLength = 0;
    missing = -1;
    boolean chunked = false;
    int start = lineEnd(0) + 1;
    while (start < headLength - 2) {
      int end = lineEnd(start);
      if (startsWith(start, "content-length:")) {
        missing = Long.parseLong(line(start + "content-length:".length(), end));
      } else if (startsWith(start, "transfer-encoding:")) {
        chunked = line(start, end).toLowerCase(Locale.ROOT).endsWith("chunked");
      }
      start = end + 1;
    }
    headLength = 0;
    if (status < 200) {
      return false;
    }
    if (status == 204 || status == 304 || (missing == 0 && !chunked)) {
      return end();
    }
    if (chunked) {
      beginChunk();
    } else if (missing > 0) {
      part = Part.SIZED_BODY;
    } else {
      throw new IOException("a response with status " + status + " tells no length");
    }
    return false;
  }

  /// @return whether the body, or the chunk, is complete
  private boolean readBody(ByteBuffer in) throws IOException {
    int count = (int) Math.min(missing, in.remaining());
    int keep = Math.min(count, KEPT_BODY - keptLength);
    in.get(in.position(), kept, keptLength, keep);
    keptLength += keep;
    int end = in.position() + count;
    int limit = in.limit();
    in.limit(end);
    bodies.part(in);
    in.limit(limit);
    in.position(end);
    bodyLength += count;
    missing -= count;
    return missing == 0;
  }

  private void beginChunk() {
    part = Part.CHUNK_SIZE;
    missing = 0;
    lineLength = 0;
    inExtension = false;
  }

  private boolean readChunkSize(ByteBuffer in) throws IOException {
    byte next = in.get();
    if (next == '\n') {
      if (lineLength == 0) {
        throw new IOException("a chunk has no size");
      }
      part = missing == 0 ? Part.TRAILER : Part.CHUNK;
      lineLength = 0;
    } else if (next == ';') {
      inExtension = true;
    } else if (!inExtension && next != '\r' && next != ' ') {
      int digit = Character.digit(next, 16);
      if (digit < 0 || ++lineLength > 15) {
        throw new IOException("a chunk's size is not a hexadecimal number");
      }
      missing = missing * 16 + digit;
    }
    return false;
  }

  private boolean readChunkEnd(ByteBuffer in) throws IOException {
    byte next = in.get();
    if (next == '\n') {
      beginChunk();
    } else if (next != '\r') {
      throw new IOException("a chunk is longer than its size");
    }
    return false;
  }

  private boolean readTrailer(ByteBuffer in) {
    byte next = in.get();
    if (next == '\n') {
      if (lineLength == 0) {
        return end();
      }
      lineLength = 0;
    } else if (next != '\r') {
      lineLength++;
    }
    return false;
  }

  private boolean end() {
    part = Part.HEAD;
    return true;
  }

  private int lineEnd(int start) {
    int at = start;
    while (head[at] != '\n') {
      at++;
    }
    return at;
  }

  private String line(int start, int end) {
    return new String(head, start, end - start, StandardCharsets.ISO_8859_1).trim();
  }

  private boolean startsWith(int start, String name) {
    for (int i = 0; i < name.length(); i++) {
      if (Character.toLowerCase((char) head[start + i]) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
