package dev.parley.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Passes a long body from the virtual thread that writes it to the event loop that sends it. When
/// a few chunks are on their way, the writer waits until the client has read one. Chunks that were
/// sent are reused.
///
/// Used by one virtual thread, which shares only a queue and a flag with the event loop.
final class ChunkedBody extends OutputStream {
  private static final int CHUNK = 64 * 1024;

  private final Exchange exchange;
  private final Context context;
  private final Duration patience;
  private final int ahead;
  private final BlockingQueue<Buffer> sent = new LinkedBlockingQueue<>();
  private Buffer chunk = empty();
  private int filled;
  private int chunks = 1;
  private volatile boolean broken;

  /// @param patience the time that the client may take to read a chunk
  /// @param ahead the maximum number of chunks of 64 KB on their way, besides the one being filled
  ChunkedBody(Exchange exchange, Context context, Duration patience, int ahead) {
    this.exchange = exchange;
    this.context = context;
    this.patience = patience;
    this.ahead = ahead;
  }

  @Override
  public void write(int oneByte) throws IOException {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (filled == CHUNK) {
        send(chunk);
        chunk = next();
        filled = 0;
      }
      int count = Math.min(left, CHUNK - filled);
      chunk.setBytes(filled, bytes, from, count);
      filled += count;
      from += count;
      left -= count;
    }
  }

  /// Sends the remaining bytes, and ends the answer.
  @Override
  public void close() throws IOException {
    if (filled > 0) {
      send(chunk.slice(0, filled));
      filled = 0;
    }
    context.runOnContext(_ -> exchange.end());
  }

  private static Buffer empty() {
    return Buffer.buffer(new byte[CHUNK]);
  }

  /// Returns an empty chunk. If too many chunks are on their way, waits until one was sent.
  private Buffer next() throws IOException {
    if (chunks <= ahead) {
      chunks++;
      return empty();
    }
    try {
      @Nullable Buffer free = sent.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (free == null) {
        broken = true; // so that close() sends nothing more and does not wait again
        throw new ClientLostException("the client does not read");
      }
      return free;
    } catch (InterruptedException e) {
      broken = true;
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void send(Buffer full) throws IOException {
    if (broken) {
      throw new ClientLostException("the client is gone");
    }
    context.runOnContext(_ ->
        exchange
            .write(full)
            .onComplete(written -> {
              if (written.failed()) {
                broken = true;
              }
              sent.add(full);
            }));
  }
}
