package dev.parley.socketio.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;

/// The options of a client: its server, its credentials and its times.
///
/// @param server `http`, `https`, `ws` or `wss`; `/socket.io/` is below its path
/// @param auth the data that the server's middlewares receive as the handshake's `auth`
/// @param connectTimeout the time that an attempt may take until the client is admitted
/// @param firstDelay the delay before the first attempt to reconnect; it doubles with every further
///   attempt
/// @param longestDelay the longest delay between two attempts
public record SocketClientOptions(
    URI server,
    ObjectNode auth,
    Duration connectTimeout,
    Duration firstDelay,
    Duration longestDelay) {
  /// @throws IllegalArgumentException for another scheme, or times that are not positive
  public SocketClientOptions {
    if (server.getHost() == null || socketScheme(server.getScheme()).isEmpty()) {
      throw new IllegalArgumentException("not an http, https, ws or wss URL: " + server);
    }
    if (!connectTimeout.isPositive() || !firstDelay.isPositive()) {
      throw new IllegalArgumentException("times must be positive");
    }
    if (longestDelay.compareTo(firstDelay) < 0) {
      throw new IllegalArgumentException("longestDelay must not be below firstDelay");
    }
    auth = auth.deepCopy();
  }

  /// The times of the JavaScript client: 20 s for an attempt, and 1 s to 5 s between two attempts.
  public static SocketClientOptions of(URI server) {
    return new SocketClientOptions(
        server,
        JsonNodeFactory.instance.objectNode(),
        Duration.ofSeconds(20),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5));
  }

  /// These options with another `auth`.
  public SocketClientOptions withAuth(ObjectNode other) {
    return new SocketClientOptions(server, other, connectTimeout, firstDelay, longestDelay);
  }

  /// These options with another limit for an attempt.
  public SocketClientOptions withConnectTimeout(Duration other) {
    return new SocketClientOptions(server, auth, other, firstDelay, longestDelay);
  }

  /// These options with other delays between attempts.
  public SocketClientOptions withDelays(Duration first, Duration longest) {
    return new SocketClientOptions(server, auth, connectTimeout, first, longest);
  }

  /// For example `ws://localhost:5000/socket.io/?EIO=4&transport=websocket`.
  URI address() {
    String path = server.getRawPath() == null ? "" : server.getRawPath().replaceAll("/+$", "");
    return URI.create(
        "%s://%s%s/socket.io/?EIO=4&transport=websocket"
            .formatted(socketScheme(server.getScheme()), server.getRawAuthority(), path));
  }

  private static String socketScheme(String scheme) {
    return switch (scheme) {
      case "http", "ws" -> "ws";
      case "https", "wss" -> "wss";
      case null, default -> "";
    };
  }
}
