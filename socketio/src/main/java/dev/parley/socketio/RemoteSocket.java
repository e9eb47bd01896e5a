package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A socket as it is visible from any server of a cluster. Safe for use by many threads.
public interface RemoteSocket {
  /// 20 URL-safe characters, of this socket in this namespace.
  String id();

  /// The handshake with which it connected.
  Handshake handshake();

  /// The rooms of the socket, including the room of its own id while it is connected.
  Set<String> rooms();

  /// Data that the application stores about the socket.
  Map<String, Object> data();

  /// Sends an event to the socket.
  void emit(String event, @Nullable Object... args);

  /// Sends an event to the socket and asks for an answer.
  ///
  /// @return the answer's first argument; fails with [AckException] if no answer arrives within
  ///   `timeout`, or the socket ends
  Future<JsonNode> emitWithAck(Duration timeout, String event, @Nullable Object... args);

  /// Lets the socket join rooms.
  void join(String... rooms);

  /// Lets the socket leave a room, except the room of its own id.
  void leave(String room);

  /// Removes the socket from the namespace. The client is notified and does not reconnect by
  /// itself.
  ///
  /// @param close whether to end its connection as well, which ends its sockets in all namespaces
  void disconnect(boolean close);
}
