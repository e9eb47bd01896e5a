package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.MemoryChatStore;
import dev.parley.config.ParleyConfig;
import dev.parley.health.Watchdog;
import dev.parley.health.WatchedPart;
import dev.parley.health.WatchedPart.Cure;
import dev.parley.metrics.Metrics;
import dev.parley.offload.Offload;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests what `/health` reports about parts of Parley that hang.
@Timeout(60)
final class StuckPartsTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @TempDir Path folder = Path.of("");

  private final Watchdog watchdog = new Watchdog();
  private final Metrics metrics = new Metrics();
  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions().setEventLoopPoolSize(Runtime.getRuntime().availableProcessors()));

  private Map<String, Long> behind = Map.of();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void nothingIsStuckInAWorkingServer() throws Exception {
    int port = listen();

    assertEquals(200, get(port, "/health").statusCode());
    assertFalse(get(port, "/health").body().contains("stuck"));
    assertEquals(200, get(port, "/health/ready").statusCode());
    assertEquals(200, get(port, "/health/live").statusCode());
    assertTrue(
        get(port, "/metrics")
            .body()
            .contains("parley_oldest_waiting_seconds{part=\"event loop\"}"));
  }

  @Test
  void aClientFarBehindIsReportedWhileRequestsContinue() throws Exception {
    behind = Map.of("realtime", 1_000_000L);
    int port = listen();

    HttpResponse<String> health = get(port, "/health");
    assertEquals(200, health.statusCode());
    assertTrue(health.body().endsWith(",\"behind\":{\"realtime\":1000000}}"), health.body());
    assertEquals(200, get(port, "/health/ready").statusCode());
  }

  @Test
  void aStuckPartIsReportedAndTheServerIsNotReady() throws Exception {
    watch(Cure.PATIENCE, Duration.ofHours(1));
    int port = listen();

    HttpResponse<String> health = get(port, "/health");
    assertEquals(503, health.statusCode());
    assertTrue(health.body().startsWith("{\"status\":\"UNAVAILABLE\""), health.body());
    assertTrue(health.body().endsWith(",\"stuck\":[\"writer\"]}"), health.body());
    assertEquals(503, get(port, "/health/ready").statusCode());
    assertEquals(200, get(port, "/health/live").statusCode(), "a restart would not help");
  }

  @Test
  void aPartThatNeedsARestartEndsLiveness() throws Exception {
    watch(Cure.RESTART, Duration.ofHours(1));
    int port = listen();

    assertEquals(503, get(port, "/health/live").statusCode());
    assertEquals(503, get(port, "/health").statusCode());
  }

  @Test
  void aStuckEventLoopIsNoticed() throws Exception {
    int port = listen();
    CountDownLatch released = new CountDownLatch(1);
    vertx.getOrCreateContext().runOnContext(_ -> hang(released));

    try {
      HttpResponse<String> health = get(port, "/health");
      while (health.statusCode() == 200) {
        health = get(port, "/health");
      }
      assertEquals(503, health.statusCode());
      assertTrue(health.body().endsWith(",\"stuck\":[\"event loop\"]}"), health.body());
    } finally {
      released.countDown();
    }
  }

  private static void hang(CountDownLatch released) {
    try {
      released.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void watch(Cure cure, Duration age) {
    watchdog.watch(new WatchedPart("writer", LIMIT, cure, () -> age));
  }

  private int listen() {
    ParleyConfig config = ParleyConfig.load(Map.of("HOST", "127.0.0.1", "PORT", "0"), folder);
    MemoryChatStore store = new MemoryChatStore(_ -> {});
    HttpApi http =
        HttpApi.listen(
            vertx,
            config,
            new Offload(),
            TestServices.of(
                config,
                folder,
                store,
                store,
                TestFiles.none(folder, Clock.systemUTC()),
                TestServices.about(metrics, watchdog, () -> behind)),
            metrics);
    metrics.watchParts(watchdog);
    return http.port();
  }

  /// Repeats the request on a new connection until a connection is assigned to an event loop that
  /// answers.
  private static HttpResponse<String> get(int port, String path) throws InterruptedException {
    while (true) {
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
          return client.send(request, BodyHandlers.ofString());
        } catch (IOException unanswered) {
          client.shutdownNow();
        }
      }
    }
  }
}
