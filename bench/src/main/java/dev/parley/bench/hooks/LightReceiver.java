package dev.parley.bench.hooks;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// A receiver of events in the format `parley` that takes little processor time. Either answers
/// each event with 204, or never answers.
///
/// Listens on any free port of the loopback address, on one event loop. Safe for use by many
/// threads.
final class LightReceiver implements AutoCloseable {
  private static final String ID = "\"id\":\"";
  private static final int DIGITS = 10;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final HttpServer server;
  private final AtomicLong calls = new AtomicLong();

  /// @param answers whether calls are answered
  /// @param arrived receives the number at the end of each message's id, on the event loop
  LightReceiver(boolean answers, LongConsumer arrived) {
    this.server =
        vertx
            .createHttpServer()
            .requestHandler(request -> handle(request, answers, arrived))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  private void handle(HttpServerRequest request, boolean answers, LongConsumer arrived) {
    request
        .body()
        .onSuccess(body -> {
          arrived.accept(number(body));
          calls.incrementAndGet();
          if (answers) {
            request.response().setStatusCode(204).end();
          }
        });
  }

  /// The number at the end of the message's id.
  private static long number(Buffer body) {
    String text = body.toString(StandardCharsets.UTF_8);
    int from = text.indexOf(ID) + ID.length();
    int to = text.indexOf('"', from);
    return Long.parseLong(text.substring(to - DIGITS, to));
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/hook";
  }

  /// The number of calls that have arrived.
  long calls() {
    return calls.get();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
