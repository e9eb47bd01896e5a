package dev.parley;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The part of a backend that the realtime demo uses, in the form of the Node backend: no
/// acknowledgements, `meta_msg_id` null. Unlike a real server, it can leave out an event. It uses
/// one event loop.
final class ScriptedBackend implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Vertx vertx = Vertx.vertx();
  private final Set<ServerWebSocket> sockets = new HashSet<>();
  private final String unsaid;
  private final HttpServer http;
  private int messages;

  private ScriptedBackend(int port, String unsaid, int messages) {
    this.unsaid = unsaid;
    this.messages = messages;
    this.http =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
            .webSocketHandler(this::connected)
            .listen(port, "127.0.0.1")
            .await();
  }

  /// @param unsaid the event or status that it does not send to clients; or `nothing`
  static ScriptedBackend start(int port, String unsaid) {
    return new ScriptedBackend(port, unsaid, 0);
  }

  /// Starts a replacement for another one that has stored this many messages.
  static ScriptedBackend startAgain(int port, int messages) {
    return new ScriptedBackend(port, "nothing", messages);
  }

  int port() {
    return http.actualPort();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port());
  }

  private void answer(HttpServerRequest request, Buffer body) {
    JsonNode given = read(body.toString());
    ObjectNode answer = JSON.createObjectNode().put("success", true);
    if ("/api/send".equals(request.path())) {
      ObjectNode message = given.deepCopy();
      message.put("id", "msg_" + ++messages).putNull("meta_msg_id").put("name", "You");
      message.put("status", given.path("type").asText().equals("outgoing") ? "sent" : "delivered");
      answer.set("message", message);
      tell(null, "newMessage", message);
      ObjectNode update = JSON.createObjectNode().put("type", "new_message");
      tell(null, "chatListUpdate", update.set("message", message));
    } else if ("/webhook".equals(request.path())) {
      tell(null, "messageStatusUpdate", given);
    }
    var _ = request.response().setStatusCode(201).end(answer.toString());
  }

  private void connected(ServerWebSocket socket) {
    sockets.add(socket);
    socket.closeHandler(_ -> sockets.remove(socket));
    socket.textMessageHandler(packet -> {
      if (packet.startsWith("40")) {
        send(socket, "40{\"sid\":\"socket\"}");
        send(socket, "42[\"connected\",{\"socketId\":\"socket\"}]");
      } else if (packet.startsWith("42")) {
        JsonNode event = read(packet.substring(2));
        if (event.path(0).asText().contains("typing")) {
          ObjectNode typing = event.path(1).deepCopy();
          tell(
              socket,
              "userTyping",
              typing.put("isTyping", event.path(0).asText().equals("typing")));
        }
      }
    });
    send(socket, "0{\"sid\":\"s\",\"pingInterval\":25000,\"pingTimeout\":20000}");
  }

  private void tell(@Nullable ServerWebSocket from, String event, JsonNode payload) {
    if (event.equals(unsaid) || payload.path("status").asText().equals(unsaid)) {
      return;
    }
    String packet = "42" + JSON.createArrayNode().add(event).add(payload);
    sockets.stream().filter(socket -> !socket.equals(from)).forEach(socket -> send(socket, packet));
  }

  private static void send(ServerWebSocket socket, String packet) {
    var _ = socket.writeTextMessage(packet);
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Stops the backend.
  void stop() {
    vertx.close().await();
  }

  @Override
  public void close() {
    stop();
  }
}
