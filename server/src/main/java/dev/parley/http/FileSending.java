package dev.parley.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultFileRegion;
import io.vertx.core.Context;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a file of this machine, or a part of one: the system copies it into the connection, so
/// that none of its bytes pass through this process.
///
/// Event loops must not wait for a disk. So a virtual thread works ahead of the event loop: for a
/// few megabytes at a time, it checks whether the system has them in memory, and reads the pages
/// that are not there. The event loop sends the checked bytes in pieces, a few at a time. The
/// thread waits for the event loop, and gives up if the client reads nothing for some time.
///
/// The two threads share only a semaphore, the progress and a flag.
final class FileSending implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileSending.class);
  private static final int PIECE = 256 * 1024;
  private static final int PIECES_UNDER_WAY = 2;

  /// The number of bytes that are checked at once.
  private static final int WINDOW = 16 * PIECE;

  /// The maximum number of windows that are checked and not sent yet.
  private static final int AHEAD = 2;

  /// The size of the parts of which only one page is checked: the system reads 128 KB ahead, and
  /// evicts 32 pages or more together.
  private static final int SAMPLE = 128 * 1024;

  private static final int BLOCK = 64 * 1024;

  /// The number of bytes that the system accepts although it cannot send them yet (Linux,
  /// `TCP_NOTSENT_LOWAT`). By default it accepts megabytes, and then no more bytes until it has
  /// sent a third of them: a client that reads slowly but steadily would look like one that does
  /// not read. Ignored without epoll.
  private static final ChannelOption<Long> MOST_UNSENT =
      ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_NOTSENT_LOWAT");

  private static final long MOST_UNSENT_BYTES = 128 * 1024;

  private final Exchange exchange;
  private final Context context;
  private final Duration patience;
  private final FileChannel file;
  private final Semaphore room = new Semaphore(AHEAD);
  private volatile boolean broken;
  private volatile long sent;
  private volatile @Nullable Piece oldest;

  // Used only by the event loop.
  private long start;
  private long next;
  private long limit;
  private long done;
  private final Queue<Piece> underWay = new ArrayDeque<>();

  private FileSending(Exchange exchange, Context context, Duration patience, FileChannel file) {
    this.exchange = exchange;
    this.context = context;
    this.patience = patience;
    this.file = file;
  }

  /// Opens a file.
  ///
  /// @param patience the time for which the client may read nothing
  /// @return the sending, which the caller must close; if it was interrupted, the caller must close
  ///   the connection first
  static FileSending open(Exchange exchange, Context context, Duration patience, Path path)
      throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    return new FileSending(exchange, context, patience, file);
  }

  // --- On the virtual thread ---------------------------------------------------------------------

  /// Sends bytes, and ends the answer. Returns when all bytes have been sent.
  ///
  /// @param pace the pace of all downloads
  /// @throws ClientLostException if the client does not read
  void send(long from, long length, DownloadPace pace) throws IOException {
    pace.begin();
    try {
      sendAll(from, length, pace);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      pace.end();
    }
  }

  private void sendAll(long from, long length, DownloadPace pace)
      throws IOException, InterruptedException {
    context.runOnContext(_ -> begin(from));
    long end = from + length;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = file.map(FileChannel.MapMode.READ_ONLY, from, length, arena);
      for (long at = from; at < end; at += WINDOW) {
        long to = Math.min(end, at + WINDOW);
        if (!isInMemory(bytes.asSlice(at - from, to - at))) {
          read(at, to - at);
        }
        awaitRoom(1);
        pace.await(to - at);
        context.runOnContext(_ -> sendUntil(to));
      }
    }
    awaitRoom(AHEAD);
    context.runOnContext(_ -> exchange.end());
  }

  private static boolean isInMemory(MemorySegment bytes) {
    for (long at = 0; at < bytes.byteSize(); at += SAMPLE) {
      if (!bytes.asSlice(at, 1).isLoaded()) {
        return false;
      }
    }
    return true;
  }

  /// Reads bytes and drops them; the system keeps them in memory for a while.
  private void read(long from, long length) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    for (long done = 0; done < length; ) {
      int count = file.read(block.clear(), from + done);
      if (count < 0) {
        throw new IOException("a stored file is shorter than it was");
      }
      done += count;
    }
  }

  private void awaitRoom(int windows) throws IOException, InterruptedException {
    long before = progress();
    while (!room.tryAcquire(windows, patience.toMillis(), TimeUnit.MILLISECONDS)) {
      long now = progress();
      if (now == before) {
        throw new ClientLostException("the client does not read");
      }
      before = now;
    }
    if (broken) {
      throw new ClientLostException("the client is gone");
    }
  }

  /// The approximate number of bytes that have been sent.
  private long progress() {
    Piece piece = oldest;
    return sent + (piece == null ? 0 : piece.transferred());
  }

  /// Closes the file on the event loop, after all work on its pieces there: the system may
  /// immediately reuse the file's descriptor for another file.
  @Override
  public void close() {
    context.runOnContext(_ -> {
      try {
        file.close();
      } catch (IOException e) {
        LOG.atWarn().setCause(e).log("a file that was sent could not be closed");
      }
    });
  }

  // --- On the event loop -------------------------------------------------------------------------

  private void begin(long from) {
    Channel channel = exchange.channel();
    if (channel.isOpen()) { // the client may have left
      channel.config().setOption(MOST_UNSENT, MOST_UNSENT_BYTES);
    }
    start = from;
    next = from;
  }

  private void sendUntil(long end) {
    limit = end;
    sendOn();
  }

  private void sendOn() {
    while (underWay.size() < PIECES_UNDER_WAY && next < limit && !broken) {
      Piece piece = new Piece(file, next, Math.min(PIECE, limit - next));
      next += piece.count();
      underWay.add(piece);
      oldest = underWay.peek();
      exchange.write(piece).onComplete(written -> hasLeft(piece, written.succeeded()));
    }
  }

  private void hasLeft(Piece piece, boolean whole) {
    var _ = underWay.remove(piece);
    done += piece.count();
    sent = done;
    oldest = underWay.peek();
    if (whole) {
      if (done == limit - start || done % WINDOW == 0) {
        room.release();
      }
      sendOn();
    } else {
      broken = true;
      room.release(AHEAD); // so that no thread waits for room any more
    }
  }

  /// A piece of the file, which does not close the file when it has been sent.
  private static final class Piece extends DefaultFileRegion {
    Piece(FileChannel file, long at, long length) {
      super(file, at, length);
    }

    @Override
    protected void deallocate() {
      // Its file is closed by FileSending.
    }
  }
}
