package dev.parley.bench.realtime;

import dev.parley.bench.client.Client;
import dev.parley.bench.client.PollingClient;
import dev.parley.bench.client.SocketConnection;
import dev.parley.bench.client.SocketLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Clients of one server that stay on long polling and have joined the namespace `/`, all on the
/// calling thread. An additional WebSocket sends the broadcasts and is not measured.
final class PollingDriver implements AutoCloseable, Client.Events {
  private static final int AT_ONCE = 50;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final SocketLoop loop = new SocketLoop();
  private final List<PollingClient> clients = new ArrayList<>();
  private final Client sender;
  private int joined;
  private long bytes;
  private @Nullable Broadcasts broadcasts;

  private PollingDriver(InetSocketAddress server) throws IOException {
    this.sender = SocketConnection.connect(server, loop, 0, new Sender());
  }

  /// Connects a number of clients.
  ///
  /// @throws IOException if the server refuses a client, or sends nothing for half a minute
  static PollingDriver open(InetSocketAddress server, int sockets) throws IOException {
    PollingDriver driver = new PollingDriver(server);
    try {
      driver.join(server, sockets);
      return driver;
    } catch (IOException | RuntimeException e) {
      driver.close();
      throw e;
    }
  }

  private void join(InetSocketAddress server, int sockets) throws IOException {
    long begun = System.nanoTime();
    while (joined < sockets + 1) {
      // pings arrive even if nothing else does
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new IOException("only " + joined + " of " + (sockets + 1) + " have joined");
      }
      while (clients.size() < sockets && clients.size() - joined < AT_ONCE) {
        clients.add(PollingClient.connect(server, loop, clients.size(), this));
      }
      loop.turn();
    }
  }

  /// Keeps `inFlight` broadcasts under way, and at the end waits for the remaining ones.
  ///
  /// @throws IOException if a session ends, or nothing arrives for half a minute
  Measured broadcast(int inFlight, Duration length) throws IOException {
    clients.forEach(client -> client.received = 0);
    bytes = 0;
    Broadcasts all = Broadcasts.of(sender::send, clients.size(), inFlight, length);
    broadcasts = all;
    all.begin(inFlight);
    while (!all.complete()) {
      loop.turn();
    }
    return all.measured(bytes);
  }

  @Override
  public void arrived(int count) {
    bytes += count;
  }

  @Override
  public void joined(Client client) {
    joined++;
  }

  @Override
  public void event(Client client) throws IOException {
    if (broadcasts == null) {
      throw new IOException("an event arrived that was not requested");
    }
    broadcasts.arrived(client.received);
  }

  @Override
  public void close() throws IOException {
    loop.close();
  }

  private final class Sender implements Client.Events {
    @Override
    public void joined(Client client) {
      joined++;
    }

    @Override
    public void event(Client client) {}
  }
}
