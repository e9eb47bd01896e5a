package dev.parley.socketio.examples;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

/// The server of an example, in the form in which tests start it.
@FunctionalInterface
interface Example {
  /// Listens on a port of the loopback address; 0: any free port.
  HttpServer listen(Vertx vertx, int port);

  /// Listens on port 3000 until it is killed.
  static void run(Example example) {
    example.listen(Vertx.vertx(), 3000);
  }
}
