package dev.parley.socketio.examples;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.SocketIoOptions;
import dev.parley.socketio.SocketIoServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.List;

/// Asks clients and waits for their answers: listeners run on virtual threads, and may block. The
/// client's next events wait until the listener has returned.
final class Questions {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private Questions() {}

  static void main() {
    Example.run(Questions::listen);
  }

  static HttpServer listen(Vertx vertx, int port) {
    SocketIoServer io = new SocketIoServer(vertx, SocketIoOptions.DEFAULTS);
    io.on(
        "vote",
        event -> {
          List<JsonNode> answers = io.emitWithAck(LIMIT, "tea or coffee?").await();
          event.ack(answers);
        });
    return vertx.createHttpServer().requestHandler(io::handle).listen(port, "127.0.0.1").await();
  }
}
