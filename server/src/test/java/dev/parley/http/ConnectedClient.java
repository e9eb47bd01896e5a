package dev.parley.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.socketio.client.ClientDisconnectReason;
import dev.parley.socketio.client.SocketClient;
import dev.parley.socketio.client.SocketClientListener;
import dev.parley.socketio.client.SocketClientOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A Socket.IO client that keeps received events until a test asks for them.
final class ConnectedClient implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> id = new CompletableFuture<>();
  private final CompletableFuture<Boolean> cutOff = new CompletableFuture<>();
  private final SocketClient client;

  /// The events that the last call of `hear` skipped.
  private List<Event> before = List.of();

  /// An event, and its first argument.
  record Event(String name, JsonNode payload) {
    String text(String field) {
      return payload.path(field).asText();
    }
  }

  /// @param token an API key; empty for a client without a credential
  private ConnectedClient(int port, String token) {
    SocketClientOptions options = SocketClientOptions.of(URI.create("http://127.0.0.1:" + port));
    client =
        SocketClient.connect(
            token.isEmpty()
                ? options
                : options.withAuth(JsonNodeFactory.instance.objectNode().put("token", token)),
            new SocketClientListener() {
              @Override
              public void connected(String socketId, boolean recovered) {
                id.complete(socketId);
              }

              @Override
              public void disconnected(ClientDisconnectReason reason) {
                cutOff.complete(true);
              }

              @Override
              public void event(String name, List<JsonNode> arguments) {
                heard.add(new Event(name, arguments.getFirst()));
              }
            });
  }

  /// Connects, and returns after the event `connected`.
  static ConnectedClient to(RunningParley parley) throws Exception {
    return to(parley, "");
  }

  /// Connects with an API key.
  static ConnectedClient to(RunningParley parley, String key) throws Exception {
    ConnectedClient client = new ConnectedClient(parley.port(), key);
    client.id.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    return client;
  }

  String id() {
    return id.join();
  }

  /// The next event that matches; earlier events are dropped.
  Event hear(String name, Predicate<Event> fits) throws InterruptedException {
    List<Event> passed = new ArrayList<>();
    while (true) {
      Event event = heard.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError(name + " did not come, but " + passed);
      }
      if (event.name.equals(name) && fits.test(event)) {
        before = passed;
        return event;
      }
      passed.add(event);
    }
  }

  /// The events that the last call of `hear` skipped.
  List<Event> before() {
    return before;
  }

  /// Whether the server ends the connection in time.
  boolean isCutOff() throws Exception {
    return cutOff.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  Event hear(String name) throws InterruptedException {
    return hear(name, _ -> true);
  }

  /// All events up to now: those that arrive before the answer to a new request.
  List<Event> soFar() throws Exception {
    ask("leave-chat", "{\"chatId\":\"nowhere\"}");
    List<Event> all = new ArrayList<>();
    heard.drainTo(all);
    return all;
  }

  /// The answer to an event.
  JsonNode ask(String event, String payload) throws Exception {
    JsonNode argument = new ObjectMapper().readTree(payload);
    return client
        .emitWithAck(LIMIT, event, argument)
        .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
        .getFirst();
  }

  @Override
  public void close() {
    client.close();
  }
}
