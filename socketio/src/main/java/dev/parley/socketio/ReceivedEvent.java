package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An event that a client sent. Immutable.
public final class ReceivedEvent {
  private final Socket socket;
  private final String name;
  private final List<JsonNode> args;
  private final Optional<Ack> answer;
  private final EventSource source;

  /// Makes an event for a test of a listener; those of clients come from the library.
  ///
  /// @param name for example `message`
  /// @param args without the name
  /// @param answer empty when no answer is wanted
  public ReceivedEvent(Socket socket, String name, List<JsonNode> args, Optional<Ack> answer) {
    this(socket, name, args, answer, EventSource.NONE);
  }

  ReceivedEvent(
      Socket socket, String name, List<JsonNode> args, Optional<Ack> answer, EventSource source) {
    this.socket = socket;
    this.name = name;
    this.args = List.copyOf(args);
    this.answer = answer;
    this.source = source;
  }

  /// The socket of the client.
  public Socket socket() {
    return socket;
  }

  /// For example `message`.
  public String name() {
    return name;
  }

  /// The arguments, without the name; attachments are binary nodes.
  public List<JsonNode> args() {
    return args;
  }

  /// Answers the event; empty when the client wants no answer.
  public Optional<Ack> answer() {
    return answer;
  }

  /// The argument at `index`, from 0 on; a missing node when there are fewer.
  public JsonNode arg(int index) {
    return index < args.size() ? args.get(index) : MissingNode.getInstance();
  }

  /// The argument at `index`, read as a `type`.
  ///
  /// @throws IllegalArgumentException when it is none
  public <T> T arg(int index, Class<T> type) {
    return Listeners.read(arg(index), type, source.json());
  }

  /// Says that the event is handled only when what is returned is run: once, from any thread. For
  /// listeners that return before they are done; an event whose listeners run on an executor is
  /// held until they return in any case. A client that sends many events over a WebSocket without
  /// waiting for answers has at most [SocketIoOptions.Builder#prefetch] of them unhandled; what it
  /// sends beyond waits in the network until it has read most of what they caused, so that nobody
  /// else has to wait for it. To be called by a listener, before it returns.
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
    return source.hold();
  }

  /// Answers it, if the client wants an answer.
  public void ack(@Nullable Object... values) {
    answer.ifPresent(ack -> ack.send(values));
  }

  /// The event is wrong: [Socket#onError] is called.
  void failed(String reason) {
    source.failed(reason);
  }

  @Override
  public String toString() {
    return "ReceivedEvent[name=" + name + ", args=" + args.size() + "]";
  }
}
