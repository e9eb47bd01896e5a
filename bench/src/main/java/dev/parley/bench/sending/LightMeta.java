package dev.parley.bench.sending;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Accepts messages as the Cloud API does, and does nothing else: every message is accepted after a
/// delay, no status is reported. It needs far less processor time than the simulator, so that the
/// measurement shows mostly the cost of Parley.
///
/// Listens on any free port of the loopback address, on one event loop. Safe for use by many
/// threads.
final class LightMeta implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final HttpServer server;
  private final long delayMillis;
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  /// @param delay the time from a request to its answer; at least a millisecond
  LightMeta(Duration delay) {
    this.delayMillis = Math.max(1, delay.toMillis());
    this.server =
        vertx
            .createHttpServer()
            .requestHandler(this::handle)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  /// The value for `GRAPH_API_URL`.
  String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /// The number of messages that were answered.
  long accepted() {
    return accepted.get();
  }

  /// The maximum number of messages that waited for their answers at once, since the last call.
  int mostUnderWay() {
    return most.getAndSet(underWay.get());
  }

  private void handle(HttpServerRequest request) {
    int now = underWay.incrementAndGet();
    most.accumulateAndGet(now, Math::max);
    request.body().onSuccess(_ -> vertx.setTimer(delayMillis, _ -> answer(request)));
  }

  private void answer(HttpServerRequest request) {
    underWay.decrementAndGet();
    long number = accepted.incrementAndGet();
    request
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(
            Buffer.buffer(
                "{\"messaging_product\":\"whatsapp\",\"messages\":[{\"id\":\"wamid.light%d\"}]}"
                    .formatted(number)));
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
