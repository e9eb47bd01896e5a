package dev.parley.bench.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class LightMetaTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void everyMessageIsAcceptedAfterTheDelayWithAUniqueId() throws IOException {
    Duration delay = Duration.ofMillis(50);
    try (LightMeta meta = new LightMeta(delay);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(meta.url() + "/v25.0/1/messages"))
              .POST(BodyPublishers.ofString("{}"))
              .build();
      long begun = System.nanoTime();
      List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        asked.add(client.sendAsync(request, BodyHandlers.ofString()));
      }

      Set<String> ids = new HashSet<>();
      for (CompletableFuture<HttpResponse<String>> one : asked) {
        JsonNode answer = JSON.readTree(one.join().body());
        ids.add(answer.at("/messages/0/id").asText());
      }

      assertTrue(System.nanoTime() - begun >= delay.toNanos());
      assertEquals(10, ids.size());
      assertEquals(10, meta.accepted());
      int most = meta.mostUnderWay();
      assertTrue(most >= 1 && most <= 10, () -> most + " under way");
      assertEquals(0, meta.mostUnderWay());
    }
  }
}
