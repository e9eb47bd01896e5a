package dev.parley.bench.realtime;

import dev.parley.bench.server.Jcmd;
import dev.parley.bench.server.ServerProcess;
import java.io.IOException;
import java.util.List;

/// Measures the memory that idle sockets take in a Parley server. Used by one thread.
public final class IdleSockets {
  private static final int STORM = 2_000;
  private static final int AT_ONCE = 100;

  private IdleSockets() {}

  /// Connects the sockets, and closes them again.
  ///
  /// @param headers the headers of each handshake, such as `Cookie: a=b`
  /// @return the kilobytes of live objects on the server's Java heap for each socket
  public static double kilobytesEach(ServerProcess server, int sockets, List<String> headers)
      throws IOException {
    Measured _ = RealtimeDriver.storm(server.address(), STORM, AT_ONCE);
    long before = live(server);
    try (RealtimeDriver driver = RealtimeDriver.open(server.address(), sockets, headers)) {
      return (live(server) - before) / 1024.0 / driver.sockets();
    }
  }

  private static long live(ServerProcess server) throws IOException {
    return Jcmd.live(server.pid()).values().stream().mapToLong(Long::longValue).sum();
  }
}
