package dev.parley.socketio.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;

/// Where and how a client connects.
///
/// @param server `http`, `https`, `ws` or `wss`; `/socket.io/` is below its path
/// @param auth what the server's middlewares see as the handshake's `auth`
/// @param connectTimeout how long an attempt may take, until admitted
/// @param firstDelay before the first attempt to connect again; doubles with every further one
/// @param longestDelay at most so long
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

  /// The JavaScript client's times: 20 s for an attempt, from 1 s up to 5 s between two.
  public static SocketClientOptions of(URI server) {
    return new SocketClientOptions(
        server,
        JsonNodeFactory.instance.objectNode(),
        Duration.ofSeconds(20),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5));
  }

  /// These, with another `auth`.
  public SocketClientOptions withAuth(ObjectNode other) {
    return new SocketClientOptions(server, other, connectTimeout, firstDelay, longestDelay);
  }

  /// These, with another limit for an attempt.
  public SocketClientOptions withConnectTimeout(Duration other) {
    return new SocketClientOptions(server, auth, other, firstDelay, longestDelay);
  }

  /// These, with other times between attempts.
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
