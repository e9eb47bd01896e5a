package dev.parley.socketio.examples;

import dev.parley.socketio.SocketIoOptions;
import dev.parley.socketio.SocketIoServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;

/// Asks clients and waits for their answers. What may block runs on a virtual thread, and the
/// client's next events wait until it is done.
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
          Runnable done = event.hold();
          Thread.startVirtualThread(() -> {
            try {
              var answers = io.emitWithAck(LIMIT, "tea or coffee?").await();
              event.ack(answers);
            } finally {
              done.run();
            }
          });
        });
    return vertx.createHttpServer().requestHandler(io::handle).listen(port, "127.0.0.1").await();
  }
}
