package dev.parley.bench.realtime;

import dev.parley.bench.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Measures broadcasts of one build's Socket.IO server to WebSockets that stay connected. Used by
/// one thread.
///
/// Pings of the server are not answered between the measurements: after a pause of more than 20
/// seconds the connections end, and the next measurement fails.
public final class BroadcastSession implements AutoCloseable {
  private final ServerProcess server;
  private final RealtimeDriver driver;

  private BroadcastSession(ServerProcess server, RealtimeDriver driver) {
    this.server = server;
    this.driver = driver;
  }

  /// The results of one measurement.
  ///
  /// @param perSecond the number of events that arrived in a second
  /// @param p99Millis the 99th percentile of the time until all clients had received a broadcast
  /// @param cpuMicros the processor time of the server for one event
  public record Figures(double perSecond, double p99Millis, double cpuMicros) {}

  /// Starts the server with the libraries of a build, and connects the clients.
  ///
  /// @param home a checkout whose bench module has been built
  /// @param javaOptions the options for its JVM, separated by spaces
  /// @param log receives the server's output
  /// @throws IOException if the server does not start or refuses a connection
  public static BroadcastSession open(Path home, String javaOptions, int sockets, Path log)
      throws IOException {
    List<String> command =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                Arrays.stream(javaOptions.trim().split(" +", -1)).filter(it -> !it.isEmpty()),
                Stream.of(
                    "-cp",
                    home.resolve("bench/target/parley-bench.jar").toString(),
                    ParleySubject.class.getName()))
            .flatMap(it -> it)
            .toList();
    ServerProcess server =
        new Subject("broadcast", command, Map.of(), Subject.HANDSHAKE, true).start(log);
    try {
      return new BroadcastSession(server, RealtimeDriver.open(server.address(), sockets));
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /// Keeps `inFlight` broadcasts under way.
  ///
  /// @throws IOException if a connection ends, or nothing arrives for half a minute
  public Figures broadcast(int inFlight, Duration length) throws IOException {
    Duration cpu = server.cpu();
    Measured measured = driver.broadcast(inFlight, length);
    return new Figures(
        measured.perSecond(),
        measured.nanos().getValueAtPercentile(99) / 1e6,
        server.cpu().minus(cpu).toNanos() / 1e3 / measured.count());
  }

  @Override
  public void close() throws IOException {
    try (server) {
      driver.close();
    }
  }
}
