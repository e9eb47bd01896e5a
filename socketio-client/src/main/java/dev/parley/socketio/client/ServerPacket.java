package dev.parley.socketio.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A packet that a server may send to a client in the namespace `/`.
sealed interface ServerPacket {
  /// The server admitted the client.
  ///
  /// @param sessionKey the private id `pid`, with which the client can continue this session after
  ///   losing the connection; null if the server does not support that
  record Admitted(String id, @Nullable String sessionKey) implements ServerPacket {}

  /// The server refused the client.
  record Refused(String message, JsonNode data) implements ServerPacket {}

  /// The server removed the client from the namespace.
  record Left() implements ServerPacket {}

  /// An event of the application.
  ///
  /// @param ackId the id of the acknowledgement; null if the server asks for none
  record Event(String name, List<JsonNode> arguments, @Nullable Long ackId)
      implements ServerPacket {}

  /// The answer to an event of the client.
  record Acknowledged(long id, List<JsonNode> arguments) implements ServerPacket {}
}
