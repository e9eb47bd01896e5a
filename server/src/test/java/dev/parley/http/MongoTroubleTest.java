package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.StartException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Tests what clients see while MongoDB is unavailable.
final class MongoTroubleTest {
  @Test
  void parleyStartsReportsTheOutageAndRefusesRequests(@TempDir Path folder) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String uri = "mongodb://127.0.0.1:" + port + "/whatsapp?serverSelectionTimeoutMS=300";
    try (RunningParley parley = RunningParley.start(folder, "MONGODB_URI", uri)) {
      HttpResponse<String> health = parley.get("/health");
      HttpResponse<String> sent = parley.post("/api/send", "{\"wa_id\":\"1\",\"text\":\"x\"}");
      HttpResponse<String> read = parley.get("/api/chats");

      assertEquals(503, health.statusCode());
      JsonNode state = json(health);
      assertEquals("UNAVAILABLE", state.get("status").stringValue());
      assertEquals("disconnected", state.get("mongodb").stringValue());
      assertEquals("mongodb", state.get("store").get("kind").stringValue());
      assertEquals(503, sent.statusCode());
      assertEquals("store_unavailable", json(sent).get("code").stringValue());
      assertEquals(503, read.statusCode());
      assertEquals(200, parley.get("/health/live").statusCode());
    }
  }

  @Test
  void aUriThatCannotBeReadIsRefusedWithoutItsPassword(@TempDir Path folder) {
    StartException refused =
        assertThrows(
            StartException.class,
            () -> RunningParley.start(folder, "MONGODB_URI", "mongodb://u:hun/ter2@db:x/y"));

    String sentence = String.valueOf(refused.getMessage());
    assertTrue(sentence.startsWith("MONGODB_URI cannot be read"), sentence);
    assertFalse(sentence.contains("ter2"), sentence);
  }
}
