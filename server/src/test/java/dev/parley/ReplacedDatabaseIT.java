package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests a server whose database is removed or replaced while it runs: it reports this,
/// acknowledges nothing more, and does not change the new files.
@Timeout(120)
final class ReplacedDatabaseIT {
  private static final Map<String, String> SETTINGS =
      Map.of("PORT", "0", "HOST", "127.0.0.1", "DATA_DIR", "data");

  /// The server notices it within a second; this limit is for busy machines.
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final int MESSAGES = 20;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /// A database with one message, for all tests.
  private static Path copy;

  private final Path folder;
  private final Path data;
  private final Path database;

  ReplacedDatabaseIT(@TempDir Path folder) {
    this.folder = folder;
    this.data = folder.resolve("data");
    this.database = data.resolve("parley.db");
  }

  @BeforeAll
  static void storeOneMessage(@TempDir Path other) throws Exception {
    try (ParleyProcess server = ParleyProcess.start(other, SETTINGS, "serve")) {
      assertEquals(201, send(server.ready(), 0).statusCode());
      server.terminate();
      server.end();
    }
    copy = other.resolve("data/parley.db");
  }

  /// The change that is made to the files.
  enum Attack {
    ALL_FILES_DELETED,
    DATABASE_MOVED,
    DATABASE_OVERWRITTEN,
    DATABASE_REPLACED,
    LOG_DELETED,
    LOG_OVERWRITTEN,
    INDEX_DELETED,
    LOCK_DELETED,
    FOLDER_RENAMED,
    FOLDER_REPLACED;

    void run(Path data, Path copy) throws IOException {
      Path aside = data.resolveSibling("aside");
      Path database = data.resolve("parley.db");
      switch (this) {
        case ALL_FILES_DELETED -> {
          for (Path file : regularFiles(data)) {
            Files.delete(file);
          }
        }
        case DATABASE_MOVED -> Files.move(database, data.resolve("moved.db"));
        case DATABASE_OVERWRITTEN -> overwrite(database, Files.readAllBytes(copy));
        case DATABASE_REPLACED -> {
          Files.delete(database);
          Files.copy(copy, database);
        }
        case LOG_DELETED -> Files.delete(data.resolve("parley.db-wal"));
        case LOG_OVERWRITTEN -> overwrite(data.resolve("parley.db-wal"), new byte[4_000]);
        case INDEX_DELETED -> Files.delete(data.resolve("parley.db-shm"));
        case LOCK_DELETED -> Files.delete(data.resolve("parley.lock"));
        case FOLDER_RENAMED -> Files.move(data, aside);
        case FOLDER_REPLACED -> {
          Files.move(data, aside);
          Files.createDirectory(data);
          Files.copy(copy, database);
        }
      }
    }

    /// Writes into the same file, like `cp`.
    private static void overwrite(Path file, byte[] content) throws IOException {
      Files.write(file, content, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }
  }

  private static List<Path> regularFiles(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsAcknowledgedAfterTheReplacementIsNoticed(Attack attack) throws Exception {
    try (ParleyProcess server = ParleyProcess.start(folder, SETTINGS, "serve")) {
      URI uri = server.ready();
      for (int i = 1; i <= MESSAGES; i++) {
        assertEquals(201, send(uri, i).statusCode());
      }

      long began = System.nanoTime();
      attack.run(data, copy);
      HttpResponse<String> health = get(uri, "/health");
      while (health.statusCode() == 200 && since(began).compareTo(LIMIT) < 0) {
        health = get(uri, "/health");
      }
      System.out.printf("%s: noticed after %d ms%n", attack, since(began).toMillis());

      assertEquals(503, health.statusCode(), attack + " is not noticed");
      assertTrue(health.body().contains("\"fault\":"), health.body());
      HttpResponse<String> refused = send(uri, MESSAGES + 1);
      assertEquals(503, refused.statusCode());
      assertTrue(refused.body().contains("store_unavailable"), refused.body());
      server.terminate();
      String log = server.end().err();
      assertEquals(2, log.split(" ERROR ", -1).length, "one line says what to do: " + log);
    }
  }

  /// Applies to the first request after the files were replaced, even before the server notices it.
  @ParameterizedTest
  @EnumSource(
      names = {"DATABASE_MOVED", "DATABASE_OVERWRITTEN", "DATABASE_REPLACED", "LOG_DELETED"})
  void theFirstMessageAfterTheReplacementIsNotAcknowledged(Attack attack) throws Exception {
    try (ParleyProcess server = ParleyProcess.start(folder, SETTINGS, "serve")) {
      URI uri = server.ready();
      assertEquals(201, send(uri, 1).statusCode());

      attack.run(data, copy);

      assertEquals(503, send(uri, 2).statusCode());
      server.kill();
    }
  }

  @Test
  void aRestoredCopyBelongsToTheSecondServerAndIsNotTouchedByTheFirst() throws Exception {
    try (ParleyProcess first = ParleyProcess.start(folder, SETTINGS, "serve")) {
      URI uri = first.ready();
      assertEquals(201, send(uri, 1).statusCode());
      Attack.FOLDER_REPLACED.run(data, copy);
      try (ParleyProcess second = ParleyProcess.start(folder, SETTINGS, "serve")) {
        URI other = second.ready();
        assertEquals(503, send(uri, 2).statusCode());
        for (int i = 1; i <= MESSAGES; i++) {
          assertEquals(201, send(other, 100 + i).statusCode());
        }
        first.terminate();
        first.end();
        assertEquals(200, get(other, "/health").statusCode());
        second.kill();
      }
    }
    assertEquals("ok", ask("PRAGMA integrity_check"));
    assertEquals(String.valueOf(MESSAGES + 1), ask("SELECT count(*) FROM messages"));
  }

  @Test
  void aBackupThatOverwritesARunningDatabaseIsWholeAfterwards() throws Exception {
    try (ParleyProcess server = ParleyProcess.start(folder, SETTINGS, "serve")) {
      URI uri = server.ready();
      for (int i = 1; i <= MESSAGES; i++) {
        assertEquals(201, send(uri, i).statusCode());
      }
      while (Files.size(data.resolve("parley.db-wal")) > 0 || isWrittenLately("parley.db")) {
        Thread.onSpinWait(); // until it is idle and has recorded the state of its files
      }
      Attack.DATABASE_OVERWRITTEN.run(data, copy);
      assertEquals(503, send(uri, MESSAGES + 1).statusCode());
      server.terminate();
      server.end();
    }
    try (ParleyProcess server = ParleyProcess.start(folder, SETTINGS, "serve")) {
      HttpResponse<String> health = get(server.ready(), "/health");
      assertEquals(200, health.statusCode(), health::body);
    }
    assertEquals("ok", ask("PRAGMA integrity_check"));
    assertEquals("1", ask("SELECT count(*) FROM messages"));
  }

  /// Another program may read, copy and change the database through SQLite.
  @Test
  void writesOfOtherProgramsThroughSqliteAreNotAFault() throws Exception {
    try (ParleyProcess server = ParleyProcess.start(folder, SETTINGS, "serve")) {
      URI uri = server.ready();
      assertEquals(201, send(uri, 1).statusCode());
      assertEquals("1", ask("SELECT count(*) FROM messages"));
      assertEquals(201, send(uri, 2).statusCode());
      ask("PRAGMA wal_checkpoint(TRUNCATE)");
      assertEquals(201, send(uri, 3).statusCode());
      ask("UPDATE contacts SET name = name RETURNING 1");
      assertEquals(201, send(uri, 4).statusCode());
      assertEquals(0, ParleyProcess.run(folder, SETTINGS, "verify-payloads").exit());
      assertEquals(0, ParleyProcess.run(folder, SETTINGS, "backup", "copy.db").exit());
      assertEquals(201, send(uri, 5).statusCode());

      assertEquals(200, get(uri, "/health").statusCode());
      server.terminate();
      assertFalse(server.end().err().contains("ERROR"));
    }
    assertEquals("5", ask("SELECT count(*) FROM messages"));
  }

  private boolean isWrittenLately(String file) throws IOException {
    Instant written = Files.getLastModifiedTime(data.resolve(file)).toInstant();
    return written.plusSeconds(1).isAfter(Instant.now());
  }

  private String ask(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  private static HttpResponse<String> send(URI server, int number)
      throws IOException, InterruptedException {
    String body =
        "{\"wa_id\":\"12025550111\",\"text\":\"Hello\",\"id\":\"message-%d\"}".formatted(number);
    return CLIENT.send(
        HttpRequest.newBuilder(server.resolve("/api/send"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(URI server, String path)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(server.resolve(path)).build(), BodyHandlers.ofString());
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
