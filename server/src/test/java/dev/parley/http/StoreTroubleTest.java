package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests what clients see while the store cannot be written, because another program locks the
/// database.
final class StoreTroubleTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void writesAreRefusedWhileReadsContinueUntilTheStoreRecovers(@TempDir Path folder)
      throws SQLException {
    try (RunningParley parley = RunningParley.start(folder)) {
      assertEquals(201, send(parley, "before").statusCode());

      HttpResponse<String> refused;
      HttpResponse<String> health;
      HttpResponse<String> read;
      try (Connection other =
              DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/parley.db"));
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        refused = send(parley, "meanwhile");
        health = parley.get("/health");
        read = parley.get("/api/chats/1234567890");
        statement.execute("ROLLBACK");
      }
      Instant began = Instant.now();
      while (parley.get("/health").statusCode() != 200) {
        assertTrue(Instant.now().isBefore(began.plus(LIMIT)), "the store did not come back");
      }

      assertEquals(503, refused.statusCode());
      assertEquals("store_unavailable", json(refused).get("code").stringValue());
      assertTrue(refused.headers().firstValue("Retry-After").isPresent());
      assertEquals(503, health.statusCode());
      assertEquals("UNAVAILABLE", json(health).get("status").stringValue());
      assertEquals("disconnected", json(health).get("store").get("status").stringValue());
      assertEquals(1, json(read).size());
      assertEquals(201, send(parley, "meanwhile").statusCode());
      assertEquals(2, json(parley.get("/api/chats/1234567890")).size());
    }
  }

  private static HttpResponse<String> send(RunningParley parley, String id) {
    return parley.post(
        "/api/send", "{\"wa_id\":\"1234567890\",\"text\":\"Hello\",\"id\":\"" + id + "\"}");
  }
}
