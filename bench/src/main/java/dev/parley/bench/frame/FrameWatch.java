package dev.parley.bench.frame;

import dev.parley.bench.client.Client;
import dev.parley.bench.client.SocketConnection;
import dev.parley.bench.client.SocketLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// WebSockets that wait for messages. The messages of some sockets are read; for the others, only
/// frames are counted. Used by one thread, except [#expect].
final class FrameWatch implements AutoCloseable, Client.Events {
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int GLANCE_MILLIS = 20;
  private static final int QUIET_MILLIS = 500;
  private static final int UNKNOWN = -1;

  private final SocketLoop loop = new SocketLoop();
  private final Due due;
  private final List<Client> sockets = new ArrayList<>();
  private final Arrivals[] read;
  private final int every;
  private final Histogram nanos = new Histogram(LONGEST.toNanos(), 3);
  private int joined;
  private long bytes;

  /// The time at which the current bytes arrived.
  private long now;

  private volatile int measuredFrom = Integer.MAX_VALUE;
  private volatile int expected = UNKNOWN;

  /// The results.
  ///
  /// @param frames the number of frames that all sockets received
  /// @param fewest the smallest number of frames that a socket received; equal to `most` if all
  ///   received the same number
  /// @param nanos nanoseconds from the time when a webhook was due until its message arrived, for
  ///   each socket that is read
  record Seen(
      long frames,
      long bytes,
      long fewest,
      long most,
      int fewestMessages,
      long repeated,
      long disordered,
      Histogram nanos) {
    /// @param sent the number of messages that each socket should have
    boolean isComplete(int sent) {
      return fewest == most && fewestMessages == sent && repeated == 0 && disordered == 0;
    }
  }

  private FrameWatch(Due due, int count, int readCount) throws IOException {
    this.due = due;
    this.read = new Arrivals[readCount];
    this.every = count / readCount;
    for (int i = 0; i < readCount; i++) {
      read[i] = new Arrivals();
    }
  }

  /// Connects the sockets, and waits until all have joined.
  ///
  /// @param readCount the number of sockets that are read, spread over all
  static FrameWatch open(InetSocketAddress server, Due due, int count, int readCount)
      throws IOException {
    FrameWatch watch = new FrameWatch(due, count, readCount);
    try {
      for (int i = 0; i < count; i++) {
        watch.sockets.add(
            watch.reads(i)
                ? SocketConnection.connectKeepingTexts(server, watch.loop, i, watch)
                : SocketConnection.connect(server, watch.loop, i, watch));
      }
      while (watch.joined < count) {
        watch.loop.turn();
      }
      return watch;
    } catch (IOException | RuntimeException e) {
      watch.close();
      throw e;
    }
  }

  private boolean reads(int number) {
    return number % every == 0 && number / every < read.length;
  }

  /// Sets the number of the first message to time. Any thread may call it.
  void measureFrom(int number) {
    measuredFrom = number;
  }

  /// Sets the number of messages that will arrive. Any thread may call it.
  void expect(int messages) {
    expected = messages;
  }

  /// Watches until all expected messages have arrived and no more follow, or until no missing
  /// message has arrived for half a minute.
  Seen watch() throws IOException {
    long quietSince = System.nanoTime();
    while (true) {
      long wait = System.nanoTime() - quietSince;
      boolean all = expected != UNKNOWN && fewestMessages() >= expected;
      if (expected != UNKNOWN
          && wait > (all ? Duration.ofMillis(QUIET_MILLIS) : PATIENCE).toNanos()) {
        return seen();
      }
      if (loop.turn(GLANCE_MILLIS) > 0) {
        quietSince = System.nanoTime();
      }
    }
  }

  private int fewestMessages() {
    int fewest = Integer.MAX_VALUE;
    for (Arrivals each : read) {
      fewest = Math.min(fewest, each.messages());
    }
    return fewest;
  }

  private Seen seen() {
    long repeated = 0;
    long disordered = 0;
    for (Arrivals each : read) {
      repeated += each.repeated();
      disordered += each.disordered();
    }
    var counts = sockets.stream().mapToLong(socket -> socket.received).summaryStatistics();
    return new Seen(
        counts.getSum(),
        bytes,
        counts.getMin(),
        counts.getMax(),
        fewestMessages(),
        repeated,
        disordered,
        nanos);
  }

  @Override
  public void arrived(int count) {
    bytes += count;
    now = System.nanoTime();
  }

  @Override
  public void joined(Client client) {
    joined++;
  }

  @Override
  public void event(Client client) throws IOException {
    if (!reads(client.number)) {
      return;
    }
    long at = now;
    Arrived.of(client.text())
        .ifPresent(message -> {
          read[client.number / every].add(message);
          if (message.number() >= measuredFrom) {
            nanos.recordValue(at - due.at(message.number()));
          }
        });
  }

  @Override
  public void close() throws IOException {
    loop.close();
  }
}
