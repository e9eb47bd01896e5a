package dev.parley;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.socketio.client.ClientDisconnectReason;
import dev.parley.socketio.client.ConnectProblem;
import dev.parley.socketio.client.SocketClient;
import dev.parley.socketio.client.SocketClientListener;
import dev.parley.socketio.client.SocketClientOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A Socket.IO client with a credential, for tests of who may connect: it records whether it was
/// accepted, refused or disconnected, and the names of the events that it received.
public final class CallingClient implements AutoCloseable, SocketClientListener {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final CompletableFuture<String> connected = new CompletableFuture<>();
  private final CompletableFuture<ConnectProblem> refused = new CompletableFuture<>();
  private final CompletableFuture<ClientDisconnectReason> ended = new CompletableFuture<>();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final SocketClient socket;

  /// @param token the credential; "" for none
  public CallingClient(int port, String token) {
    this(URI.create("http://127.0.0.1:" + port), token);
  }

  /// @param server the address of the server, and of a namespace if there is a path
  /// @param token the credential; "" for none
  public CallingClient(URI server, String token) {
    SocketClientOptions options = SocketClientOptions.of(server);
    socket =
        SocketClient.connect(
            token.isEmpty()
                ? options
                : options.withAuth(JsonNodeFactory.instance.objectNode().put("token", token)),
            this);
  }

  @Override
  public void connected(String id, boolean recovered) {
    connected.complete(id);
  }

  @Override
  public void notConnected(ConnectProblem problem) {
    refused.complete(problem);
  }

  @Override
  public void event(String name, List<JsonNode> args) {
    events.add(name);
  }

  @Override
  public void disconnected(ClientDisconnectReason reason) {
    ended.complete(reason);
  }

  /// Waits until the client is connected.
  public CallingClient in() throws Exception {
    connected.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    return this;
  }

  /// Waits until the client was accepted or refused, and returns whether it was accepted.
  public boolean isAccepted() throws Exception {
    CompletableFuture.anyOf(connected, refused).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    return connected.isDone();
  }

  /// Waits until the client is refused.
  public ConnectProblem refused() throws Exception {
    return refused.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /// Whether the client has been refused.
  public boolean isRefused() {
    return refused.isDone();
  }

  /// Waits until the client is disconnected.
  public void awaitEnd() throws Exception {
    ended.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /// Whether the client has been disconnected.
  public boolean isEnded() {
    return ended.isDone();
  }

  /// Waits for an event, and drops those before it.
  public void hears(String event) throws InterruptedException {
    String heard = "";
    while (!heard.equals(event)) {
      heard = events.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (heard == null) {
        throw new AssertionError("never heard " + event);
      }
    }
  }

  /// Whether an event has arrived that no call of [#hears] dropped.
  public boolean hasHeard(String event) {
    return events.contains(event);
  }

  /// Sends an event without waiting for an answer.
  ///
  /// @param payload JSON
  public void tell(String event, String payload) throws Exception {
    socket.emit(event, JSON.readTree(payload));
  }

  /// Sends an event, and returns the answer.
  ///
  /// @param payload JSON
  public JsonNode ask(String event, String payload) throws Exception {
    return socket
        .emitWithAck(LIMIT, event, JSON.readTree(payload))
        .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
        .getFirst();
  }

  @Override
  public void close() {
    socket.close();
  }
}
