package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.ParleyProcess.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tests that a server which is killed while it builds its search index finds everything after the
/// next start.
@Timeout(180)
final class SearchKilledIT {
  private static final Map<String, String> SETTINGS =
      Map.of("PORT", "0", "HOST", "127.0.0.1", "LOG_LEVEL", "warn");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();
  private static final int CALLS = 85;
  private static final int MESSAGES_OF_A_CALL = 250;

  @TempDir private Path folder = Path.of("");

  private final HttpClient client = HttpClient.newHttpClient();
  private URI server = URI.create("http://nowhere.invalid");

  @Test
  void everythingIsFoundAfterKillsWhileTheIndexIsBuilt() {
    try (ParleyProcess first = start()) {
      assertTrue(first.isAlive());
      SearchTable.MESSAGES.forEach(it -> post("/api/send", SearchTable.body(it)));
      IntStream.range(0, CALLS).forEach(call -> post("/webhook", webhook(call)));
      Waiting.until(
          "the index is complete", PATIENCE, () -> SearchTable.isThere(this::get, "\"filler qb\""));
    }
    for (double part : new double[] {0, 0.3, 0.8}) { // at 0.8 a part is committed
      try (ParleyProcess killed = start()) {
        post("/api/search/reindex", "");
        Waiting.until("this part is indexed", PATIENCE, () -> indexed() >= part);
        killed.kill();
      }
    }
    try (ParleyProcess third = start()) {
      Waiting.until(
          "the index is complete", PATIENCE, () -> SearchTable.isThere(this::get, "\"filler qb\""));
      SearchTable.check(this::get);
      assertTrue(get(SearchTable.path("filler")).contains("\"total\":1000"));

      Ended reindex = ParleyProcess.run(folder, SETTINGS, "reindex");

      assertEquals(0, reindex.exit(), reindex.err());
      assertEquals("the running Parley builds the search index again", reindex.out().strip());
      Waiting.until(
          "the index is complete", PATIENCE, () -> SearchTable.isThere(this::get, "\"filler qb\""));
      third.terminate();
      third.end();
    }
    Ended alone = ParleyProcess.run(folder, SETTINGS, "reindex");
    assertEquals("the search index is complete", alone.out().strip(), alone.err());
    try (ParleyProcess last = start()) {
      assertTrue(last.isAlive());
      Waiting.until(
          "the index is complete", PATIENCE, () -> SearchTable.isThere(this::get, "\"filler qb\""));
      SearchTable.check(this::get);
    }
  }

  /// The approximate share of the messages that is indexed.
  private double indexed() {
    JsonNode answer = JSON.readTree(get(SearchTable.path("filler")));
    return answer.has("indexing") ? answer.get("indexing").doubleValue() : 1;
  }

  private ParleyProcess start() {
    ParleyProcess process = ParleyProcess.start(folder, SETTINGS, "serve");
    server = process.ready();
    return process;
  }

  private static String webhook(int call) {
    String messages =
        IntStream.range(0, MESSAGES_OF_A_CALL)
            .map(i -> call * MESSAGES_OF_A_CALL + i)
            .mapToObj(i ->
                "{\"from\":\"15550001001\",\"id\":\"wamid.%d\",\"timestamp\":\"1754562600\",\"type\":\"text\",\"text\":{\"body\":\"filler %s\"}}"
                    .formatted(i, word(i)))
            .collect(Collectors.joining(","));
    return "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[{\"field\":\"messages\",\"value\":{\"messaging_product\":\"whatsapp\",\"metadata\":{\"display_phone_number\":\"1\",\"phone_number_id\":\"310987654321098\"},\"messages\":["
        + messages
        + "]}}]}]}";
  }

  /// A word for a number, without digits, which queries of the table look for.
  private static String word(int number) {
    return "q"
        + String.valueOf(number)
            .chars()
            .mapToObj(digit -> String.valueOf((char) ('a' + digit - '0')))
            .collect(Collectors.joining());
  }

  private String get(String path) {
    return send(HttpRequest.newBuilder(server.resolve(path)).build());
  }

  private void post(String path, String body) {
    send(HttpRequest.newBuilder(server.resolve(path)).POST(BodyPublishers.ofString(body)).build());
  }

  private String send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
