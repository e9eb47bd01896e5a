package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An event that a client sent.
///
/// @param name for example `message`
/// @param args without the name; attachments are binary nodes
/// @param answer empty when the client wants none
public record Incoming(Socket socket, String name, List<JsonNode> args, Optional<Ack> answer) {
  public Incoming {
    args = List.copyOf(args);
  }

  /// The argument at `index`, from 0 on; a missing node when there are fewer.
  public JsonNode arg(int index) {
    return index < args.size() ? args.get(index) : MissingNode.getInstance();
  }

  /// The argument at `index`, read as a `type`.
  ///
  /// @throws IllegalArgumentException when it is none
  public <T> T arg(int index, Class<T> type) {
    return Listeners.read(arg(index), type, socket.namespace().server().options().json);
  }

  /// Says that it is dealt with only when what is returned is run: once, from any thread. A client
  /// that sends many events over a WebSocket without waiting for answers has at most
  /// [SocketIoOptions.Builder#prefetch] of them undone; what it sends beyond waits in the network until it
  /// has read most of what they caused, so that nobody else has to wait for it. To be called by a
  /// listener, before it returns.
  ///
  /// ```java
  /// socket.on("save", event -> {
  ///   Runnable done = event.hold();
  ///   executor.execute(() -> {
  ///     try {
  ///       event.ack(save(event.arg(0)));
  ///     } finally {
  ///       done.run();
  ///     }
  ///   });
  /// });
  /// ```
  public Runnable hold() {
    return socket.hold();
  }

  /// Answers it, if the client wants an answer.
  public void ack(@Nullable Object... values) {
    answer.ifPresent(ack -> ack.send(values));
  }
}
