package dev.parley.socketio.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The server that the official test suite of Engine.IO 4 expects: it echoes all messages. Listens
/// on port 3000 until it is killed.
public final class EchoServer {
  private EchoServer() {}

  /// Starts it.
  public static void main(String[] args) {
    EngineOptions options =
        EngineOptions.builder()
            .pingInterval(Duration.ofMillis(300))
            .pingTimeout(Duration.ofMillis(200))
            .cors(new Cors(true, _ -> true, false, Optional.empty()))
            .build();
    Engine engine = new Engine(options, EchoServer::echo, EngineListener.NONE);
    Vertx vertx = Vertx.vertx();
    vertx
        .createHttpServer()
        .requestHandler(request -> {
          if (engine.matches(request)) {
            engine.handle(request);
          } else {
            request.response().setStatusCode(404).end();
          }
        })
        .listen(3000)
        .await();
  }

  static EngineReceiver echo(EngineSession session) {
    return new EngineReceiver() {
      @Override
      public void text(String data) {
        session.send(new OutgoingMessage(data.getBytes(UTF_8), List.of(), true));
      }

      @Override
      public void binary(byte[] data) {
        session.send(OutgoingMessage.binary(data));
      }

      @Override
      public void closed(EngineCloseReason reason) {}
    };
  }
}
