package dev.parley.socketio.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/// Why an attempt to connect came to nothing.
public sealed interface ConnectProblem {
  /// No connection: nobody listens, the name is unknown, the network is down.
  record Unreachable(Throwable cause) implements ConnectProblem {}

  /// There is a server, and it answered the WebSocket's handshake with something else.
  ///
  /// @param status of HTTP, for example 404 where nothing speaks Socket.IO
  record NoWebSocket(int status) implements ConnectProblem {}

  /// The server refused this client; it is not tried again.
  ///
  /// @param data what the server added; a missing node when nothing
  record Refused(String message, JsonNode data) implements ConnectProblem {}

  /// Connected, but not admitted within the limit.
  record TimedOut(Duration limit) implements ConnectProblem {}

  /// The connection ended before the client was admitted.
  record Ended(ClientDisconnectReason reason) implements ConnectProblem {}

  /// Whether the client tries again by itself.
  default boolean reconnects() {
    return !(this instanceof Refused);
  }
}
