package dev.parley.socketio.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a server may say to a client in the namespace `/`.
sealed interface ServerPacket {
  /// The client is in.
  ///
  /// @param sessionKey to go on with this session after a loss of the connection, the private id
  ///   `pid`; null where the server cannot
  record Admitted(String id, @Nullable String sessionKey) implements ServerPacket {}

  /// The client is not let in.
  record Refused(String message, JsonNode data) implements ServerPacket {}

  /// The client must leave.
  record Left() implements ServerPacket {}

  /// An event of the application.
  ///
  /// @param ackId null when no acknowledgement is asked for
  record Event(String name, List<JsonNode> arguments, @Nullable Long ackId)
      implements ServerPacket {}

  /// The answer to an event of the client's.
  record Acknowledged(long id, List<JsonNode> arguments) implements ServerPacket {}
}
