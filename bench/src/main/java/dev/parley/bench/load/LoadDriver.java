package dev.parley.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// Puts one [Load] on a server, only from the calling thread, and times the answers. Used for one
/// run.
public final class LoadDriver {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LONGEST_LATENCY = Duration.ofMinutes(10);

  /// The maximum delay with which an idle driver notices that a request is due; waking up more
  /// often would take processor time from the server.
  private static final long NAP_NANOS = 50_000;

  private final Load load;
  private final ByteBuffer in = ByteBuffer.allocateDirect(256 * 1024);
  private final List<SocketChannel> channels = new ArrayList<>();
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final Histogram latencies = new Histogram(LONGEST_LATENCY.toNanos(), 3);
  private int inFlight;
  private long answers;
  private long bodyBytes;
  private long lastAnswer;

  private LoadDriver(Load load) {
    this.load = load;
  }

  private static final class Connection {
    final SocketChannel channel;
    final ByteBuffer out;
    final ResponseReader reader = new ResponseReader();

    boolean waiting;

    /// The time at which the current request was due.
    long due;

    Connection(SocketChannel channel, int requestLength) {
      this.channel = channel;
      this.out = ByteBuffer.allocateDirect(requestLength);
    }
  }

  /// Runs `load` at `pace`, until every request that was sent is answered.
  ///
  /// @throws IOException if the server answers with an unexpected status or with invalid HTTP,
  ///   closes a connection, or does not answer for half a minute: then the measurement is invalid
  public static LoadResult run(Load load, Pace pace) throws IOException {
    return new LoadDriver(load).run(pace);
  }

  private LoadResult run(Pace pace) throws IOException {
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < load.connections(); i++) {
        connect(selector);
      }
      long start = System.nanoTime();
      lastAnswer = start;
      switch (pace) {
        case Pace.BackToBack(var length, var most) ->
            runBackToBack(selector, start + length.toNanos(), most);
        case Pace.FixedRate(var length, var perSecond) ->
            runAtFixedRate(
                selector, start, 1e9 / perSecond, (long) (perSecond * length.toNanos() / 1e9));
      }
      return new LoadResult(answers, Duration.ofNanos(lastAnswer - start), bodyBytes, latencies);
    } finally {
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
  }

  private void connect(Selector selector) throws IOException {
    SocketChannel channel = SocketChannel.open(load.server());
    channels.add(channel);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    Connection connection = new Connection(channel, load.request().length());
    channel.register(selector, SelectionKey.OP_READ, connection);
    idle.add(connection);
  }

  private void runBackToBack(Selector selector, long end, long most) throws IOException {
    long sent = 0;
    while (true) {
      while (!idle.isEmpty() && sent < most) {
        long now = System.nanoTime();
        if (now - end >= 0) {
          break;
        }
        send(idle.poll(), now, selector);
        sent++;
      }
      if (inFlight == 0) {
        return;
      }
      awaitAnswers(selector);
    }
  }

  private void runAtFixedRate(Selector selector, long start, double interval, long count)
      throws IOException {
    long sent = 0;
    while (sent < count || inFlight > 0) {
      long untilDue = Long.MAX_VALUE;
      while (!idle.isEmpty() && sent < count) {
        long due = start + (long) (sent * interval);
        untilDue = due - System.nanoTime();
        if (untilDue > 0) {
          break;
        }
        send(idle.poll(), due, selector);
        sent++;
      }
      if (idle.isEmpty() || sent == count) {
        awaitAnswers(selector);
      } else {
        LockSupport.parkNanos(Math.min(untilDue, NAP_NANOS));
        selector.selectNow();
        serveReady(selector);
      }
    }
  }

  private void awaitAnswers(Selector selector) throws IOException {
    if (selector.select(PATIENCE.toMillis()) == 0) {
      throw new IOException("no answer for " + PATIENCE.toSeconds() + " seconds");
    }
    serveReady(selector);
  }

  private void send(Connection connection, long due, Selector selector) throws IOException {
    connection.waiting = true;
    connection.due = due;
    connection.out.clear();
    load.request().render(load.numbers().next(due), connection.out);
    connection.out.flip();
    inFlight++;
    flush(connection, connection.channel.keyFor(selector));
  }

  private static void flush(Connection connection, SelectionKey key) throws IOException {
    connection.channel.write(connection.out);
    int wanted =
        connection.out.hasRemaining()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ;
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  private void serveReady(Selector selector) throws IOException {
    for (SelectionKey key : selector.selectedKeys()) {
      Connection connection = (Connection) key.attachment();
      if (key.isWritable()) {
        flush(connection, key);
      }
      if (key.isReadable()) {
        receive(connection, selector);
      }
    }
    selector.selectedKeys().clear();
  }

  private void receive(Connection connection, Selector selector) throws IOException {
    in.clear();
    int count = connection.channel.read(in);
    if (count < 0 && connection.waiting) {
      throw new EOFException("the server closed a connection instead of answering");
    }
    if (count < 0) { // a server may close a connection that was idle for some seconds
      connection.channel.close();
      idle.remove(connection);
      connect(selector);
      return;
    }
    in.flip();
    if (!connection.reader.read(in)) {
      return;
    }
    if (in.hasRemaining()) {
      throw new IOException("the server sent more than an answer");
    }
    if (connection.reader.status() != load.expectedStatus()) {
      throw new IOException(
          "status "
              + connection.reader.status()
              + " instead of "
              + load.expectedStatus()
              + ": "
              + connection.reader.bodyStart());
    }
    lastAnswer = System.nanoTime();
    latencies.recordValue(lastAnswer - connection.due);
    answers++;
    bodyBytes += connection.reader.bodyLength();
    inFlight--;
    connection.waiting = false;
    idle.add(connection);
  }
}
