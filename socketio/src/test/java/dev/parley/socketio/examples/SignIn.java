package dev.parley.socketio.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.socketio.SocketIoOptions;
import dev.parley.socketio.SocketIoServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.security.MessageDigest;

/// Admits only clients that know a secret; all others get `connect_error` with a reason.
final class SignIn {
  private static final byte[] SECRET = "open sesame".getBytes(UTF_8);

  private SignIn() {}

  static void main() {
    Example.run(SignIn::listen);
  }

  static HttpServer listen(Vertx vertx, int port) {
    SocketIoServer io = new SocketIoServer(vertx, SocketIoOptions.DEFAULTS);
    io.use((socket, next) -> {
      String token = socket.handshake().auth().path("token").asText();
      if (MessageDigest.isEqual(SECRET, token.getBytes(UTF_8))) {
        next.proceed();
      } else {
        next.refuse(
            "unauthorized", JsonNodeFactory.instance.objectNode().put("hint", "send auth.token"));
      }
    });
    io.onConnection(socket -> socket.emit("welcome", socket.id()));
    return vertx.createHttpServer().requestHandler(io::handle).listen(port, "127.0.0.1").await();
  }
}
