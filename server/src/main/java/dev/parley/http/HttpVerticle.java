package dev.parley.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Listens on one event loop; Vert.x spreads the connections of a port over those that share it.
final class HttpVerticle extends VerticleBase {
  private static final long TICK_MILLIS = 100;

  private final EventLoopServer.Shared shared;
  private @Nullable HttpServer server;
  private @Nullable EventLoopServer loopServer;

  /// The time at which the event loop last ran, by [System#nanoTime].
  private volatile long ticked = System.nanoTime();

  HttpVerticle(EventLoopServer.Shared shared) {
    this.shared = shared;
  }

  @Override
  public Future<?> start() {
    EventLoopServer own = new EventLoopServer(shared, context);
    HttpServer listening =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setMaxInitialLineLength(HttpApi.MAX_LINE)
                    .setMaxHeaderSize(HttpApi.MAX_HEADERS)
                    .setIdleTimeoutUnit(TimeUnit.SECONDS)
                    .setIdleTimeout(stuck())
                    .setHttp2ClearTextEnabled(false))
            .connectionHandler(own::opened)
            .requestHandler(own)
            .invalidRequestHandler(own);
    vertx.setPeriodic(TICK_MILLIS, _ -> tick(own));
    loopServer = own;
    server = listening;
    return listening.listen(address(shared.config().host(), shared.config().port()));
  }

  private void tick(EventLoopServer own) {
    ticked = System.nanoTime();
    own.tick();
  }

  /// The time since the event loop last ran: its heartbeat. Any thread may ask.
  Duration sinceTick() {
    return Duration.ofNanos(System.nanoTime() - ticked);
  }

  /// The address to listen on. If the system chooses the port, it chooses one for all verticles
  /// that are deployed together.
  private static SocketAddress address(String host, int port) {
    return port == 0
        ? SocketAddress.sharedRandomPort(1, host)
        : SocketAddress.inetSocketAddress(port, host);
  }

  /// The number of seconds without a byte in or out after which a connection is cut off. The
  /// [EventLoopServer] closes a connection only after the written bytes are sent, and a client that
  /// never reads could postpone that forever.
  private int stuck() {
    return Math.toIntExact(2 * shared.config().requestTimeout().toSeconds());
  }

  /// The port on which it listens, once it does.
  int port() {
    return server == null ? shared.config().port() : server.actualPort();
  }

  /// Accepts no new connections, refuses new requests, and completes when the requests under way
  /// have ended.
  Future<?> shutdown(Duration grace) {
    EventLoopServer own = loopServer;
    if (server == null || own == null) {
      return Future.succeededFuture();
    }
    context.runOnContext(_ -> own.refuseNew());
    return server.shutdown(grace);
  }
}
