package dev.parley.bench.realtime;

import dev.parley.socketio.Recovery;
import dev.parley.socketio.SocketIoOptions;
import dev.parley.socketio.SocketIoServer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Parley's Socket.IO server with the two events of the measurements: `echo`, and `broadcast`,
/// which sends `b` to all. Listens on every event loop, as Parley does.
///
/// A separate program, which listens on 127.0.0.1 at the port in the environment's `PORT`. With
/// `recovery` as argument, clients may resume interrupted sessions.
public final class ParleySubject {
  private ParleySubject() {}

  /// Starts the server.
  public static void main(String... args) {
    SocketIoOptions.Builder options = SocketIoOptions.builder().handlersOnEventLoop();
    if (List.of(args).contains("recovery")) {
      options.recovery(Recovery.DEFAULTS);
    }
    VertxOptions all = new VertxOptions().setPreferNativeTransport(true);
    int port = Integer.parseInt(System.getenv("PORT"));
    listen(Vertx.vertx(all), options.build(), port).await();
  }

  /// Starts a server in this process.
  ///
  /// @param port the port; 0 for one that the system chooses
  /// @return the port
  static Future<Integer> listen(Vertx vertx, SocketIoOptions options, int port) {
    SocketIoServer server = new SocketIoServer(vertx, options);
    server.onConnection(socket ->
        socket
            .on("echo", event -> event.socket().emit("echo", event.args().toArray()))
            .on("broadcast", event -> server.emit("b", event.args().toArray())));
    AtomicInteger listening = new AtomicInteger(port);
    return vertx
        .deployVerticle(
            () -> new Listening(server, listening),
            new DeploymentOptions()
                .setInstances(port == 0 ? 1 : VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE))
        .map(_ -> listening.get());
  }

  private static final class Listening extends VerticleBase {
    private final SocketIoServer server;
    private final AtomicInteger port;

    Listening(SocketIoServer server, AtomicInteger port) {
      this.server = server;
      this.port = port;
    }

    @Override
    public Future<?> start() {
      return vertx
          .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
          .requestHandler(request -> {
            if (server.matches(request)) {
              server.handle(request);
            } else {
              request.response().setStatusCode(404).end();
            }
          })
          .listen(port.get(), "127.0.0.1")
          .onSuccess(server -> port.set(server.actualPort()));
    }
  }
}
