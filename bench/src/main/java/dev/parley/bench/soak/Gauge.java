package dev.parley.bench.soak;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Current values of a Parley server, read from its `/metrics`.
enum Gauge {
  /// Socket.IO connections.
  CONNECTIONS("parley_realtime_connections"),
  /// Commits that wait to be sent to clients.
  ANNOUNCEMENTS("parley_realtime_announcements");

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long LOOK_NANOS = 50_000_000;

  private final String name;

  Gauge(String name) {
    this.name = name;
  }

  long of(InetSocketAddress server) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + server.getPort() + "/metrics");
    try (InputStream in = uri.toURL().openStream()) {
      return sum(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /// Waits until the value is 0, for at most a minute.
  void awaitNone(InetSocketAddress server) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (of(server) > 0 && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /// The sum over all labels.
  ///
  /// @param metrics the metrics in Prometheus' text format
  long sum(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
