package dev.parley.socketio.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// What a client is told, one thing after the other on the client's own thread. It must not block:
/// while it does, nothing is read. What it throws is logged.
public interface SocketClientListener {
  /// Admitted by the server.
  ///
  /// @param recovered whether this goes on with the session before, nothing missed: then what was
  ///   missed follows as events, and the server still knows the socket's rooms
  default void connected(String id, boolean recovered) {}

  /// An event came.
  ///
  /// @param arguments as sent. Where the server has connection state recovery on, one string more:
  ///   the event's place in the stream
  default void event(String name, List<JsonNode> arguments) {}

  /// An event came that asks for an acknowledgement; answered by [Reply#send], now or later. Where
  /// nothing else is said, it is an event and goes unanswered.
  default void eventToAnswer(String name, List<JsonNode> arguments, Reply reply) {
    event(name, arguments);
  }

  /// No longer connected; connects again by itself if the reason says so.
  default void disconnected(ClientDisconnectReason reason) {}

  /// An attempt to connect came to nothing; there will be another if the problem says so.
  default void notConnected(ConnectProblem problem) {}

  /// Answers one event.
  interface Reply {
    /// Sends the acknowledgement; the first counts. Any thread may.
    void send(Object... arguments);
  }
}
