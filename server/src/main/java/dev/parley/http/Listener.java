package dev.parley.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Listens on one event loop; Vert.x spreads the connections of a port over those that share it.
final class Listener extends VerticleBase {
  private static final long TICK_MILLIS = 100;

  private final Door.Shared shared;
  private final int wantedPort;
  private @Nullable HttpServer server;
  private @Nullable Door door;

  /// @param wantedPort 0: the system chooses
  Listener(Door.Shared shared, int wantedPort) {
    this.shared = shared;
    this.wantedPort = wantedPort;
  }

  @Override
  public Future<?> start() {
    Door own = new Door(shared, context);
    HttpServer listening =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(shared.config().host())
                    .setPort(wantedPort)
                    .setMaxInitialLineLength(HttpApi.MAX_LINE)
                    .setMaxHeaderSize(HttpApi.MAX_HEADERS)
                    .setHttp2ClearTextEnabled(false))
            .connectionHandler(own::opened)
            .requestHandler(own)
            .invalidRequestHandler(own);
    vertx.setPeriodic(TICK_MILLIS, _ -> own.checkDeadlines());
    door = own;
    server = listening;
    return listening.listen();
  }

  /// Where it listens, once it does.
  int port() {
    return server == null ? wantedPort : server.actualPort();
  }

  /// Takes no new connections, refuses new requests, and ends when those under way have.
  Future<?> shutdown(Duration grace) {
    Door own = door;
    if (server == null || own == null) {
      return Future.succeededFuture();
    }
    context.runOnContext(_ -> own.refuseNew());
    return server.shutdown(grace);
  }
}
