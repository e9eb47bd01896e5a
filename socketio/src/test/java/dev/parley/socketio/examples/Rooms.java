package dev.parley.socketio.examples;

import dev.parley.socketio.SocketIoOptions;
import dev.parley.socketio.SocketIoServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

/// Clients join rooms, and receive the messages there. The data of a client is read as a record: an
/// event with other data never reaches the listener.
final class Rooms {
  private Rooms() {}

  static void main() {
    Example.run(Rooms::listen);
  }

  /// For example `{"room": "kitchen", "text": "Tea is ready"}`.
  record Line(String room, String text) {}

  static HttpServer listen(Vertx vertx, int port) {
    SocketIoServer io = new SocketIoServer(vertx, SocketIoOptions.DEFAULTS);
    io.on(
        "enter",
        String.class,
        (room, event) -> {
          event.socket().join(room);
          event.ack(event.socket().rooms().size() - 1); // one is the room of its own id
        });
    io.on(
        "say",
        Line.class,
        (line, event) -> event.socket().to(line.room()).emit("said", line.text()));
    return vertx.createHttpServer().requestHandler(io::handle).listen(port, "127.0.0.1").await();
  }
}
