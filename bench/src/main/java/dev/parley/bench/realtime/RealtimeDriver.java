package dev.parley.bench.realtime;

import dev.parley.bench.client.Client;
import dev.parley.bench.client.SocketConnection;
import dev.parley.bench.client.SocketLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// WebSockets of one server that have joined the namespace `/`, all on the calling thread. Runs the
/// requested measurements, one after the other.
///
/// Events are counted, not read.
final class RealtimeDriver implements AutoCloseable, Client.Events {
  private static final int AT_ONCE = 100;

  private final InetSocketAddress server;
  private final List<String> headers;
  private final SocketLoop loop = new SocketLoop();
  private final List<Client> connections = new ArrayList<>();

  private long bytes;
  private Client.Events phase = new Joining();

  private RealtimeDriver(InetSocketAddress server, List<String> headers) throws IOException {
    this.server = server;
    this.headers = headers;
  }

  /// Connects a number of WebSockets, 100 at a time.
  ///
  /// @throws IOException if the server refuses one, or sends nothing for half a minute
  static RealtimeDriver open(InetSocketAddress server, int sockets) throws IOException {
    return open(server, sockets, List.of());
  }

  /// Connects WebSockets with additional headers.
  ///
  /// @param headers such as `Cookie: a=b`
  static RealtimeDriver open(InetSocketAddress server, int sockets, List<String> headers)
      throws IOException {
    RealtimeDriver driver = new RealtimeDriver(server, headers);
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
        connections.add(SocketConnection.connect(server, loop, connections.size(), this, headers));
      }
      loop.turn();
    }
  }

  /// Keeps `inFlight` broadcasts under way, sent by the first connection, and at the end waits for
  /// the remaining ones.
  ///
  /// @throws IOException if a connection ends, or nothing arrives for half a minute
  Measured broadcast(int inFlight, Duration length) throws IOException {
    connections.forEach(connection -> connection.received = 0);
    bytes = 0;
    Broadcasts broadcasts =
        Broadcasts.of(connections.getFirst()::send, connections.size(), inFlight, length);
    phase = new Broadcasting(broadcasts);
    broadcasts.begin(inFlight);
    while (!broadcasts.complete()) {
      loop.turn();
    }
    return broadcasts.measured(bytes);
  }

  /// Each connection sends an event, and another one as soon as the echo has arrived.
  ///
  /// @throws IOException if a connection ends, or nothing arrives for half a minute
  Measured echo(Duration length) throws IOException {
    long start = System.nanoTime();
    Echoing echoing = new Echoing(start + length.toNanos());
    phase = echoing;
    bytes = 0;
    for (Client connection : connections) {
      echoing.send(connection, System.nanoTime());
    }
    while (echoing.underWay > 0) {
      loop.turn();
    }
    return new Measured(
        echoing.nanos.getTotalCount(),
        bytes,
        Duration.ofNanos(echoing.last - start),
        echoing.nanos);
  }

  /// Opens `total` connections, `atOnce` at a time: each connects, becomes a WebSocket, joins, and
  /// leaves.
  ///
  /// @throws IOException if the server refuses one, or sends nothing for half a minute
  static Measured storm(InetSocketAddress server, int total, int atOnce) throws IOException {
    try (RealtimeDriver driver = new RealtimeDriver(server, List.of())) {
      long start = System.nanoTime();
      Storm storm = new Storm();
      driver.phase = storm;
      for (int begun = 0; storm.done < total; ) {
        while (begun < total && begun - storm.done < atOnce) {
          SocketConnection.connect(server, driver.loop, 0, driver);
          begun++;
        }
        driver.loop.turn();
      }
      return new Measured(
          total, driver.bytes, Duration.ofNanos(System.nanoTime() - start), storm.nanos);
    }
  }

  /// The number of connections.
  int sockets() {
    return connections.size();
  }

  @Override
  public void arrived(int count) {
    bytes += count;
  }

  @Override
  public void joined(Client connection) throws IOException {
    phase.joined(connection);
  }

  @Override
  public void event(Client connection) throws IOException {
    phase.event(connection);
  }

  @Override
  public void close() throws IOException {
    loop.close();
  }

  /// A phase in which no client joins.
  private interface Joined extends Client.Events {
    @Override
    default void joined(Client connection) throws IOException {
      throw new IOException("connection " + connection.number + " has joined twice");
    }
  }

  private static final class Joining implements Client.Events {
    int joined;

    @Override
    public void joined(Client connection) {
      joined++;
    }

    @Override
    public void event(Client connection) {} // a server may greet
  }

  private record Broadcasting(Broadcasts broadcasts) implements Joined {
    @Override
    public void event(Client connection) throws IOException {
      broadcasts.arrived(connection.received);
    }
  }

  private static final class Echoing implements Joined {
    private static final String EVENT = "42[\"echo\",{\"text\":\"" + Broadcasts.FILLING + "\"}]";

    private final Histogram nanos = Broadcasts.histogram();
    private final long end;
    int underWay;
    long last;

    Echoing(long end) {
      this.end = end;
    }

    void send(Client connection, long now) throws IOException {
      underWay++;
      connection.begun = now;
      connection.send(EVENT);
    }

    @Override
    public void event(Client connection) throws IOException {
      long now = System.nanoTime();
      nanos.recordValue(now - connection.begun);
      last = now;
      underWay--;
      if (now - end < 0) {
        send(connection, now);
      }
    }
  }

  private static final class Storm implements Client.Events {
    private final Histogram nanos = Broadcasts.histogram();
    int done;

    @Override
    public void joined(Client connection) throws IOException {
      nanos.recordValue(System.nanoTime() - connection.begun);
      done++;
      connection.close();
    }

    @Override
    public void event(Client connection) {} // a server may greet
  }
}
