package dev.parley.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Carries a long body from the virtual thread that writes it to the event loop that sends it: at
/// most a few chunks are on their way, then the writer waits for the client to read.
///
/// Used by one virtual thread; what it shares with the event loop is the semaphore and a flag.
final class ChunkedBody extends OutputStream {
  private static final int CHUNK = 64 * 1024;
  private static final int AHEAD = 2;

  private final Exchange exchange;
  private final Context context;
  private final Duration patience;
  private final Semaphore ahead = new Semaphore(AHEAD);
  private Buffer chunk = Buffer.buffer(CHUNK);
  private volatile boolean broken;

  /// @param patience how long the client may take to read a chunk
  ChunkedBody(Exchange exchange, Context context, Duration patience) {
    this.exchange = exchange;
    this.context = context;
    this.patience = patience;
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
      int count = Math.min(left, CHUNK - chunk.length());
      chunk.appendBytes(bytes, from, count);
      from += count;
      left -= count;
      if (chunk.length() == CHUNK) {
        send();
      }
    }
  }

  /// Sends what is left, and ends the answer.
  @Override
  public void close() throws IOException {
    if (chunk.length() > 0) {
      send();
    }
    context.runOnContext(_ -> exchange.end());
  }

  private void send() throws IOException {
    Buffer full = chunk;
    chunk = Buffer.buffer(CHUNK);
    try {
      if (!ahead.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ClientLostException("the client does not read");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
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
              ahead.release();
            }));
  }
}
