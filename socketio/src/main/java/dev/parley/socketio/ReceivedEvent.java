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

  /// Creates an event for a test of a listener. The library creates the events of clients.
  ///
  /// @param name for example `message`
  /// @param args the arguments, without the name
  /// @param answer answers the event; empty if the client asked for no answer
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

  /// Answers the event; empty if the client asked for no answer.
  public Optional<Ack> answer() {
    return answer;
  }

  /// The argument at `index`, starting at 0; a missing node if there are fewer arguments.
  public JsonNode arg(int index) {
    return index < args.size() ? args.get(index) : MissingNode.getInstance();
  }

  /// The argument at `index`, read as a `type`.
  ///
  /// @throws IllegalArgumentException if the argument cannot be read as a `type`
  public <T> T arg(int index, Class<T> type) {
    return Listeners.read(arg(index), type, source.json());
  }

  /// Marks the event as unhandled until the returned task is run: once, from any thread. For
  /// listeners that return before their work is finished; an event whose listeners run on an
  /// executor is held until they return in any case. At most [SocketIoOptions.Builder#prefetch]
  /// events of one WebSocket are unhandled at a time. Further events wait in the network until the
  /// client has read most of the data that the earlier ones caused, so that other clients do not
  /// have to wait. A listener calls this method before it returns.
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

  /// Answers the event, if the client asked for an answer.
  public void ack(@Nullable Object... values) {
    answer.ifPresent(ack -> ack.send(values));
  }

  /// Reports that the event is invalid: calls [Socket#onError].
  void failed(String reason) {
    source.failed(reason);
  }

  @Override
  public String toString() {
    return "ReceivedEvent[name=" + name + ", args=" + args.size() + "]";
  }
}
