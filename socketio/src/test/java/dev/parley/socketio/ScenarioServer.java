package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The server for the scenarios of the official client, on two event loops.
final class ScenarioServer implements AutoCloseable {
  private static final int LOOPS = 2;
  private static final Duration ASKING = Duration.ofMillis(500);
  private static final Duration ASKING_ALL = Duration.ofSeconds(10);

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS).setPreferNativeTransport(true));
  private final SocketIoServer server;
  private final AtomicInteger port = new AtomicInteger();
  private final Map<String, String> reasons = new ConcurrentHashMap<>();

  ScenarioServer(int wantedPort) {
    server =
        new SocketIoServer(
            vertx,
            SocketIoOptions.builder()
                .recovery(Recovery.DEFAULTS)
                .corsOrigins(List.of("*"))
                .build());
    setUp(server.of("/"));
    setUp(server.of("/custom"));
    setUp(server.of("/quiet"));
    server
        .of("/guarded")
        .use((socket, next) -> {
          if (socket.handshake().auth().path("token").asText().equals("good")) {
            next.proceed();
          } else {
            next.refuse("not authorized", JsonNodeFactory.instance.objectNode().put("code", 7));
          }
        });
    server
        .of(name -> name.startsWith("/dynamic-"))
        .onConnection(socket -> socket.on("where", event -> event.ack(socket.namespace().name())));
    vertx
        .deployVerticle(
            () -> new Listening(wantedPort), new DeploymentOptions().setInstances(LOOPS))
        .await();
  }

  int port() {
    return port.get();
  }

  SocketIoServer server() {
    return server;
  }

  private final class Listening extends VerticleBase {
    private final int wanted;

    Listening(int wanted) {
      this.wanted = wanted;
    }

    @Override
    public Future<?> start() {
      HttpServer http =
          vertx
              .createHttpServer()
              .requestHandler(request -> {
                if (server.matches(request)) {
                  server.handle(request);
                } else {
                  request.response().setStatusCode(404).end();
                }
              });
      // -1 lets the system choose one port for both.
      return http.listen(wanted == 0 ? -1 : wanted, "127.0.0.1")
          .onSuccess(listening -> port.set(listening.actualPort()));
    }
  }

  private void setUp(Namespace namespace) {
    namespace
        .onConnection(
            socket -> socket.onDisconnect(reason -> reasons.put(socket.id(), reason.text())))
        .on("auth", event -> event.ack(event.socket().handshake().auth()))
        .on("echo", event -> event.socket().emit("echo", event.args().toArray()))
        .on("ack", event -> event.ack(event.arg(0)))
        .on("transport", event -> event.ack(event.socket().transport()))
        .on("where", event -> event.ack(namespace.name()))
        .on(
            "join",
            event -> {
              event.socket().join(event.arg(0).asText());
              event.ack(true);
            })
        .on(
            "leave",
            event -> {
              event.socket().leave(event.arg(0).asText());
              event.ack(true);
            })
        .on(
            "to-room",
            event -> {
              event.socket().to(event.arg(0).asText()).emit("note", event.arg(1));
              event.ack(true);
            })
        .on(
            "tick",
            event -> {
              namespace.emit("tick", event.args().toArray());
              event.ack(true);
            })
        .on(
            "volatile-to-me",
            event -> {
              event.socket().emitVolatile("volatile", event.arg(0));
              event.ack(true);
            })
        .on("disconnect-me", event -> event.socket().disconnect(event.arg(0).asBoolean()))
        .on("reason-of", this::answerReason)
        .on(
            "ask-all",
            event ->
                namespace
                    .emitWithAck(ASKING_ALL, "question", event.arg(0))
                    .onComplete(
                        done -> event.ack(done.succeeded() ? done.result() : error(done.cause()))))
        .on(
            "ask-me",
            event ->
                event
                    .socket()
                    .emitWithAck(ASKING, "question", event.arg(0))
                    .onComplete(
                        done -> event.ack(done.succeeded() ? done.result() : error(done.cause()))));
  }

  /// Answers with the reason for a disconnect, which may become known a moment after the question.
  private void answerReason(ReceivedEvent event) {
    String reason = reasons.get(event.arg(0).asText());
    if (reason == null) {
      vertx.setTimer(10, _ -> answerReason(event));
    } else {
      event.ack(reason);
    }
  }

  private static JsonNode error(Throwable failure) {
    return JsonNodeFactory.instance.objectNode().put("error", failure.getMessage());
  }

  @Override
  public void close() {
    server.close().await();
    vertx.close().await();
  }
}
