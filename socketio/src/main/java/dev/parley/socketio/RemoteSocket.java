package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A socket as one sees it from anywhere, also from another server of a cluster. Safe for use by
/// many threads.
public interface RemoteSocket {
  /// 20 URL-safe characters, of this socket in this namespace.
  String id();

  /// How it came.
  Handshake handshake();

  /// The rooms it is in; the one of its own id among them while it is connected.
  Set<String> rooms();

  /// Whatever the application keeps about it.
  Map<String, Object> data();

  /// Sends it an event.
  void emit(String event, @Nullable Object... args);

  /// Sends it an event that wants an answer.
  ///
  /// @return the answer's first argument; fails with [AckException] when none has come within
  ///   `timeout`, or the socket is gone
  Future<JsonNode> emitWithAck(Duration timeout, String event, @Nullable Object... args);

  /// Lets it join rooms.
  void join(String... rooms);

  /// Lets it leave a room, but not the one of its own id.
  void leave(String room);

  /// Takes it out of the namespace; the client is told, and does not come back by itself.
  ///
  /// @param close whether its connection, and so its sockets in all namespaces, ends
  void disconnect(boolean close);
}
