package dev.parley.socketio.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/// Why an attempt to connect failed.
public sealed interface ConnectProblem {
  /// No connection: no server listens, the name is unknown, or the network is down.
  record Unreachable(Throwable cause) implements ConnectProblem {}

  /// There is a server, and it answered the WebSocket's handshake with something else.
  ///
  /// @param status the HTTP status, for example 404 if nothing there speaks Socket.IO
  record NoWebSocket(int status) implements ConnectProblem {}

  /// The server refused this client; the client does not try again.
  ///
  /// @param data additional data of the server; a missing node if it sent none
  record Refused(String message, JsonNode data) implements ConnectProblem {}

  /// The client connected, but the server did not admit it within the limit.
  record TimedOut(Duration limit) implements ConnectProblem {}

  /// The connection ended before the client was admitted.
  record Ended(ClientDisconnectReason reason) implements ConnectProblem {}

  /// Whether the client tries again by itself.
  default boolean reconnects() {
    return !(this instanceof Refused);
  }
}
