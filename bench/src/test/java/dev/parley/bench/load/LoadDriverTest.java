package dev.parley.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoadDriverTest {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong numbers = new AtomicLong();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void everyRequestHasAUniqueNumberAndIsAnswered() throws IOException {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    Load load =
        load(request -> {
          seen.add(request.path());
          request.response().end("ok");
        });

    LoadResult result = LoadDriver.run(load, new Pace.BackToBack(Duration.ofMinutes(1), 1000));

    assertEquals(1000, result.answers());
    assertEquals(1000, seen.size());
    assertEquals(2000, result.bodyBytes());
    assertEquals(1000, result.latencies().getTotalCount());
  }

  @Test
  void aBodyOfManyReadsIsOneAnswer() throws IOException {
    String large = "x".repeat(3_000_000);
    Load load = load(request -> request.response().setChunked(true).end(large));

    LoadResult result = LoadDriver.run(load, new Pace.BackToBack(Duration.ofMinutes(1), 20));

    assertEquals(20L * large.length(), result.bodyBytes());
  }

  @Test
  void anUnexpectedStatusEndsTheRun() {
    Load load = load(request -> request.response().setStatusCode(503).end("queue full"));

    var failure =
        assertThrows(
            IOException.class,
            () -> LoadDriver.run(load, new Pace.BackToBack(Duration.ofMinutes(1))));

    assertEquals("status 503 instead of 200: queue full", failure.getMessage());
  }

  @Test
  void aClosedConnectionEndsTheRun() {
    Load load = load(request -> request.connection().close());

    assertThrows(
        IOException.class, () -> LoadDriver.run(load, new Pace.BackToBack(Duration.ofMinutes(1))));
  }

  /// Coordinated omission: a driver that waits for the stalled answers before it sends more
  /// requests would measure only a few slow ones; the users of the server notice all requests that
  /// were due meanwhile.
  @Test
  void aStallCountsForEveryRequestItDelaysAtAFixedRate() throws IOException {
    AtomicBoolean stalled = new AtomicBoolean();
    Load load =
        load(
            request -> {
              if (stalled.compareAndSet(false, true)) {
                vertx.setTimer(300, _ -> request.response().end("late"));
              } else {
                request.response().end("ok");
              }
            },
            1);

    LoadResult result = LoadDriver.run(load, new Pace.FixedRate(Duration.ofMillis(500), 1000));

    assertEquals(500, result.answers());
    long slow = TimeUnit.MILLISECONDS.toNanos(100);
    assertTrue(
        result.latencies().getCountBetweenValues(slow, Long.MAX_VALUE) >= 150,
        "only " + result.latencies().getCountBetweenValues(slow, Long.MAX_VALUE) + " were slow");
  }

  private Load load(Handler<HttpServerRequest> server) {
    return load(server, 8);
  }

  private Load load(Handler<HttpServerRequest> server, int connections) {
    int port =
        vertx.createHttpServer().requestHandler(server).listen(0, "127.0.0.1").await().actualPort();
    return new Load(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        RequestTemplate.get("/{number:6}"),
        200,
        connections,
        _ -> numbers.getAndIncrement());
  }
}
