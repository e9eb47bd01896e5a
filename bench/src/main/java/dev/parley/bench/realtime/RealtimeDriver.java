package dev.parley.bench.realtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// WebSockets of one server that have joined the namespace `/`, all on the calling thread. Measures
/// what is asked for, one thing after the other.
///
/// Events are counted, not read. As the server sends the same broadcasts to all, in one order, a
/// connection's n-th event is the n-th broadcast; once every connection has its n-th, broadcast n
/// is complete, whatever the order.
final class RealtimeDriver implements AutoCloseable, SocketConnection.Events {
  /// Makes its payload, with the name of the event, some 200 bytes.
  private static final String FILLING =
      "Good morning, I ordered two of the blue lamps last Tuesday and was told that they would be"
          + " here by the end of the week. Could you please look where they are?";

  private static final int AT_ONCE = 100;
  private static final long PATIENCE_MILLIS = 30_000;
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final InetSocketAddress server;
  private final Selector selector;
  private final ByteBuffer in = ByteBuffer.allocateDirect(256 * 1024);
  private final List<SocketConnection> connections = new ArrayList<>();

  private long bytes;
  private SocketConnection.Events phase = new Joining();

  private RealtimeDriver(InetSocketAddress server) throws IOException {
    this.server = server;
    this.selector = Selector.open();
  }

  /// Connects so many, 100 at a time.
  ///
  /// @throws IOException when the server refuses one, or says nothing for half a minute
  static RealtimeDriver open(InetSocketAddress server, int sockets) throws IOException {
    RealtimeDriver driver = new RealtimeDriver(server);
    try {
      driver.join(sockets);
      return driver;
    } catch (IOException | RuntimeException e) {
      driver.close();
      throw e;
    }
  }

  private void join(int sockets) throws IOException {
    Joining joining = new Joining();
    phase = joining;
    while (joining.joined < sockets) {
      while (connections.size() < sockets && connections.size() - joining.joined < AT_ONCE) {
        connections.add(SocketConnection.connect(server, selector, connections.size(), this));
      }
      turn();
    }
  }

  /// Keeps `inFlight` broadcasts under way, sent by the first connection, and waits for those that
  /// are left in the end.
  ///
  /// @throws IOException when a connection ends, or nothing arrives for half a minute
  Measured broadcast(int inFlight, Duration length) throws IOException {
    Broadcasting broadcasting = new Broadcasting(inFlight, System.nanoTime() + length.toNanos());
    phase = broadcasting;
    bytes = 0;
    long start = System.nanoTime();
    for (int i = 0; i < inFlight; i++) {
      broadcasting.send(start);
    }
    while (broadcasting.completed < broadcasting.sent) {
      turn();
    }
    return new Measured(
        broadcasting.completed * connections.size(),
        bytes,
        Duration.ofNanos(broadcasting.last - start),
        broadcasting.nanos);
  }

  /// Each connection sends an event, and another as soon as it is echoed.
  ///
  /// @throws IOException when a connection ends, or nothing arrives for half a minute
  Measured echo(Duration length) throws IOException {
    long start = System.nanoTime();
    Echoing echoing = new Echoing(start + length.toNanos());
    phase = echoing;
    bytes = 0;
    for (SocketConnection connection : connections) {
      echoing.send(connection, System.nanoTime());
    }
    while (echoing.underWay > 0) {
      turn();
    }
    return new Measured(
        echoing.nanos.getTotalCount(),
        bytes,
        Duration.ofNanos(echoing.last - start),
        echoing.nanos);
  }

  /// Connects `total` one after the other, `atOnce` at a time: each connects, becomes a WebSocket,
  /// joins, and leaves.
  ///
  /// @throws IOException when the server refuses one, or says nothing for half a minute
  static Measured storm(InetSocketAddress server, int total, int atOnce) throws IOException {
    try (RealtimeDriver driver = new RealtimeDriver(server)) {
      long start = System.nanoTime();
      Storm storm = new Storm();
      driver.phase = storm;
      for (int begun = 0; storm.done < total; ) {
        while (begun < total && begun - storm.done < atOnce) {
          SocketConnection.connect(server, driver.selector, 0, driver);
          begun++;
        }
        driver.turn();
      }
      return new Measured(
          total, driver.bytes, Duration.ofNanos(System.nanoTime() - start), storm.nanos);
    }
  }

  /// How many it holds.
  int sockets() {
    return connections.size();
  }

  private void turn() throws IOException {
    try {
      if (selector.select(this::ready, PATIENCE_MILLIS) == 0) {
        throw new IOException("nothing arrived for " + PATIENCE_MILLIS / 1000 + " seconds");
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void ready(SelectionKey key) {
    try {
      ((SocketConnection) key.attachment()).ready(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void arrived(int count) {
    bytes += count;
  }

  @Override
  public void joined(SocketConnection connection) throws IOException {
    phase.joined(connection);
  }

  @Override
  public void event(SocketConnection connection) throws IOException {
    phase.event(connection);
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }

  private static Histogram histogram() {
    return new Histogram(LONGEST.toNanos(), 3);
  }

  /// A phase in which nobody joins.
  private interface Joined extends SocketConnection.Events {
    @Override
    default void joined(SocketConnection connection) throws IOException {
      throw new IOException("connection " + connection.number + " has joined twice");
    }
  }

  private static final class Joining implements SocketConnection.Events {
    int joined;

    @Override
    public void joined(SocketConnection connection) {
      joined++;
    }

    @Override
    public void event(SocketConnection connection) throws IOException {
      throw new IOException("an event arrived that nobody asked for");
    }
  }

  private final class Broadcasting implements Joined {
    private final Histogram nanos = histogram();
    private final int[] missing;
    private final long[] begun;
    private final int mask;
    private final long end;
    long sent;
    long completed;
    long last;

    Broadcasting(int inFlight, long end) {
      int slots = Integer.highestOneBit(inFlight) * 2;
      this.missing = new int[slots];
      this.begun = new long[slots];
      this.mask = slots - 1;
      this.end = end;
      connections.forEach(connection -> connection.received = 0);
    }

    void send(long now) throws IOException {
      int slot = (int) sent & mask;
      missing[slot] = connections.size();
      begun[slot] = now;
      String number = Long.toString(1_000_000_000L + sent);
      sent++;
      connections
          .getFirst()
          .send(
              ClientFrames.text(
                  "42[\"broadcast\",{\"n\":" + number + ",\"text\":\"" + FILLING + "\"}]"));
    }

    @Override
    public void event(SocketConnection connection) throws IOException {
      long number = connection.received - 1;
      if (number >= sent) {
        throw new IOException("a broadcast arrived that was not sent");
      }
      int slot = (int) number & mask;
      if (--missing[slot] == 0) {
        long now = System.nanoTime();
        nanos.recordValue(now - begun[slot]);
        completed++;
        last = now;
        if (now - end < 0) {
          send(now);
        }
      }
    }
  }

  private static final class Echoing implements Joined {
    private static final byte[] EVENT =
        ClientFrames.text("42[\"echo\",{\"text\":\"" + FILLING + "\"}]");

    private final Histogram nanos = histogram();
    private final long end;
    int underWay;
    long last;

    Echoing(long end) {
      this.end = end;
    }

    void send(SocketConnection connection, long now) throws IOException {
      underWay++;
      connection.begun = now;
      connection.send(EVENT);
    }

    @Override
    public void event(SocketConnection connection) throws IOException {
      long now = System.nanoTime();
      nanos.recordValue(now - connection.begun);
      last = now;
      underWay--;
      if (now - end < 0) {
        send(connection, now);
      }
    }
  }

  private static final class Storm implements SocketConnection.Events {
    private final Histogram nanos = histogram();
    int done;

    @Override
    public void joined(SocketConnection connection) throws IOException {
      nanos.recordValue(System.nanoTime() - connection.begun);
      done++;
      connection.close();
    }

    @Override
    public void event(SocketConnection connection) throws IOException {
      throw new IOException("an event arrived that nobody asked for");
    }
  }
}
