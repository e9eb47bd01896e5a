package dev.parley.socketio.examples;

import dev.parley.socketio.SocketIoOptions;
import dev.parley.socketio.SocketIoServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

/// A chat room: the server forwards the messages of one client to all other clients.
final class Chat {
  private Chat() {}

  static void main() {
    Example.run(Chat::listen);
  }

  static HttpServer listen(Vertx vertx, int port) {
    SocketIoServer io = new SocketIoServer(vertx, SocketIoOptions.DEFAULTS);
    io.on("say", event -> event.socket().broadcast().emit("said", event.arg(0)));
    return vertx.createHttpServer().requestHandler(io::handle).listen(port, "127.0.0.1").await();
  }
}
