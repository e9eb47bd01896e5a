package dev.parley.socketio;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/// The server that the official test suite of Socket.IO 5 expects. Listens on port 3000 until it is
/// killed.
public final class ConformanceServer {
  private ConformanceServer() {}

  /// Starts it.
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    SocketIoServer server =
        new SocketIoServer(
            vertx,
            SocketIoOptions.builder()
                .pingInterval(Duration.ofMillis(300))
                .pingTimeout(Duration.ofMillis(200))
                .connectTimeout(Duration.ofSeconds(1))
                .corsOrigins(List.of("*"))
                .build());
    server
        .of("/")
        .onConnection(socket -> socket.emit("auth", socket.handshake().auth()))
        .on("message", event -> event.socket().emit("message-back", event.args().toArray()))
        .on("message-with-ack", event -> event.ack(event.args().toArray()));
    server.of("/custom").onConnection(socket -> socket.emit("auth", socket.handshake().auth()));
    vertx
        .createHttpServer()
        .requestHandler(request -> {
          if (server.matches(request)) {
            server.handle(request);
          } else {
            request.response().setStatusCode(404).end();
          }
        })
        .listen(3000)
        .await();
  }
}
