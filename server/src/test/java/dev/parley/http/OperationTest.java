package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.StartException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The endpoints for operators.
final class OperationTest {
  @RegisterExtension static final RunningParley parley = RunningParley.with();

  @Test
  void healthReportsServerAndStore() {
    JsonNode health = json(parley.get("/health"));

    assertEquals("OK", health.get("status").stringValue());
    assertEquals(
        RunningParley.onMongoDb() ? "connected" : "not configured",
        health.get("mongodb").stringValue());
    assertEquals(
        RunningParley.onMongoDb() ? "mongodb" : "sqlite",
        health.get("store").get("kind").stringValue());
    assertEquals("connected", health.get("store").get("status").stringValue());
    assertTrue(health.get("uptime").doubleValue() >= 0);
  }

  @Test
  void theUptimeGrowsAlsoWhenTheClockIsSetBack(@TempDir Path folder) {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T10:30:00Z"));
    Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    try (RunningParley own = RunningParley.start(folder, clock)) {
      double before = json(own.get("/health")).get("uptime").doubleValue();
      now.set(Instant.parse("2026-11-23T09:30:00Z"));

      double after = json(own.get("/health")).get("uptime").doubleValue();

      assertTrue(after >= before, "%s after %s".formatted(after, before));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready", "/health/"})
  void probesAnswer(String path) {
    assertEquals("OK", json(parley.get(path)).get("status").stringValue());
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html",
    "/docs, text/html",
    "/docs/events, text/html",
    "/docs/events.js, text/javascript",
    "/docs/js-yaml.min.js, text/javascript",
    "/docs/home.js, text/javascript",
    "/docs/pages.css, text/css",
    "/docs/docs.js, text/javascript",
    "/docs/swagger-ui-bundle.js, text/javascript",
    "/docs/swagger-ui.css, text/css",
    "/docs/favicon-32x32.png, image/png",
    "/openapi.yaml, application/yaml",
    "/asyncapi.yaml, application/yaml"
  })
  void theDocumentationIsServed(String path, String type) {
    HttpResponse<byte[]> answer = parley.getBytes(path);

    assertEquals(200, answer.statusCode());
    assertTrue(answer.headers().firstValue("Content-Type").get().startsWith(type));
    assertTrue(answer.body().length > 100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs/index.html", "/docs/..%2fopenapi.yaml", "/docs/%00"})
  void noOtherFileIsServed(String path) {
    assertEquals(404, parley.get(path).statusCode());
  }

  @Test
  void requestsAreCountedByRoute() {
    parley.get("/api/chats/12345");

    String metrics = parley.get("/metrics").body();

    assertTrue(
        metrics.contains(
            "parley_http_requests_seconds_count{method=\"GET\",route=\"/api/chats/:wa_id\",status=\"200\"}"));
    assertTrue(metrics.contains("parley_store_queue "));
    assertTrue(metrics.contains("jvm_memory_used_bytes"));
  }

  @Test
  void storedMessagesAreCounted(@TempDir Path folder) {
    try (RunningParley own = RunningParley.start(folder)) {
      long before = commits(own.get("/metrics").body());

      own.post("/webhook", "{\"wa_id\":\"1\",\"text\":\"x\"}");

      String metrics = own.get("/metrics").body();

      assertTrue(metrics.contains("parley_webhook_elements_total{kind=\"message\"} 1.0"));
      assertTrue(metrics.contains("parley_events_total{kind=\"message_stored\"} 1.0"));
      assertTrue(commits(metrics) > before);
    }
  }

  private static long commits(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith("parley_store_commit_seconds_count "))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
        .sum();
  }

  @Test
  void aPortThatIsTakenIsRefusedInASentence(@TempDir Path folder) {
    String taken = Integer.toString(parley.port());

    StartException refused =
        assertThrows(StartException.class, () -> RunningParley.start(folder, "PORT", taken));

    assertTrue(String.valueOf(refused.getMessage()).contains("port " + taken));
  }

  @Test
  void acknowledgedMessagesSurviveARestart(@TempDir Path folder) {
    try (RunningParley first = RunningParley.start(folder)) {
      first.post("/api/send", "{\"wa_id\":\"1\",\"text\":\"kept\"}");
    }

    try (RunningParley second = RunningParley.start(folder)) {
      assertEquals(1, json(second.get("/api/chats/1")).size());
    }
  }
}
