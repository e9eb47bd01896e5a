package dev.parley.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// A body that may be long or short. It is held in memory up to a limit. A body that ends within
/// the limit can be sent whole, or replaced by an error if its writer fails; a longer one is
/// streamed.
final class HeldBody extends OutputStream {
  static final int LIMIT = 32 * 1024;

  /// Opens the stream; the answer begins at this moment.
  @FunctionalInterface
  interface Opening {
    OutputStream open() throws IOException;
  }

  private final Opening opening;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private @Nullable OutputStream stream;
  private boolean refused;

  HeldBody(Opening opening) {
    this.opening = opening;
  }

  boolean isStreaming() {
    return stream != null;
  }

  byte[] held() {
    return held.toByteArray();
  }

  @Override
  public void write(int oneByte) throws IOException {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (stream == null && held.size() + length <= LIMIT) {
      held.write(bytes, offset, length);
      return;
    }
    if (refused) {
      // A writer that failed flushes when it is closed: that must not open the stream again.
      throw new IOException("the stream could not be opened");
    }
    if (stream == null) {
      refused = true;
      stream = opening.open();
      refused = false;
      held.writeTo(stream);
      held.reset();
    }
    stream.write(bytes, offset, length);
  }

  // Does not close the stream, because then an answer whose writer failed would look complete.
  @Override
  public void close() {}

  /// Ends the stream, if there is one.
  void end() throws IOException {
    if (stream != null) {
      stream.close();
    }
  }
}
