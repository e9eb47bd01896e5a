package dev.parley.socketio.examples;

import dev.parley.socketio.Recovery;
import dev.parley.socketio.SocketIoOptions;
import dev.parley.socketio.SocketIoServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

/// A client whose connection was lost connects again as the same socket, and receives the missed
/// events.
final class Recovered {
  private Recovered() {}

  static void main() {
    Example.run(Recovered::listen);
  }

  static HttpServer listen(Vertx vertx, int port) {
    SocketIoServer io =
        new SocketIoServer(vertx, SocketIoOptions.builder().recovery(Recovery.DEFAULTS).build());
    io.onConnection(socket -> {
      if (!socket.isRecovered()) {
        socket.join("news");
      }
      socket.onDisconnect(_ -> io.to("news").emit("left", socket.id()));
    });
    return vertx.createHttpServer().requestHandler(io::handle).listen(port, "127.0.0.1").await();
  }
}
