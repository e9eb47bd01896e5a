package dev.parley.socketio.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// Receives the events of a client, one after the other on the client's own thread. It must not
/// block, because the client reads nothing meanwhile. Exceptions are logged.
public interface SocketClientListener {
  /// The server admitted the client.
  ///
  /// @param recovered whether the earlier session continues without loss: then the missed events
  ///   follow, and the server still knows the socket's rooms
  default void connected(String id, boolean recovered) {}

  /// An event arrived.
  ///
  /// @param arguments the arguments as sent. If the server supports connection state recovery, they
  ///   end with an additional string, the offset of the event
  default void event(String name, List<JsonNode> arguments) {}

  /// An event arrived that asks for an acknowledgement. [Reply#send] answers it, now or later. By
  /// default it is passed to [#event] and not answered.
  default void eventToAnswer(String name, List<JsonNode> arguments, Reply reply) {
    event(name, arguments);
  }

  /// The connection was lost. The client reconnects by itself if
  /// [ClientDisconnectReason#reconnects].
  default void disconnected(ClientDisconnectReason reason) {}

  /// An attempt to connect failed. The client tries again if [ConnectProblem#reconnects].
  default void notConnected(ConnectProblem problem) {}

  /// Answers one event.
  interface Reply {
    /// Sends the acknowledgement. Only the first call counts. Any thread may call it.
    void send(Object... arguments);
  }
}
