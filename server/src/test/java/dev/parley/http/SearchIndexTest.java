package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Tests the search index over restarts: it is continued where it stopped, or rebuilt if that is
/// impossible.
@Timeout(60)
final class SearchIndexTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  private Path index() {
    return folder.resolve("data").resolve("search");
  }

  private static void send(RunningParley parley, String id, String text) {
    assertEquals(
        201,
        parley
            .post(
                "/api/send", "{\"id\":\"%s\",\"wa_id\":\"1\",\"text\":\"%s\"}".formatted(id, text))
            .statusCode());
  }

  /// The results after the index is complete.
  private static List<String> found(RunningParley parley, String word) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      JsonNode answer = json(parley.get("/api/search?q=" + word));
      if (!answer.has("indexing")) {
        return answer
            .get("messages")
            .valueStream()
            .map(it -> it.get("message").get("id").stringValue())
            .toList();
      }
      assertTrue(System.nanoTime() < deadline, "not in time");
    }
  }

  private void fill() {
    try (RunningParley parley = RunningParley.start(folder)) {
      send(parley, "a", "apple");
      send(parley, "b", "banana");
      assertEquals(List.of("a"), found(parley, "apple"));
    }
  }

  @Test
  void anIndexContinuesWhereItStopped() throws IOException {
    fill();
    List<Path> before = files();
    assertFalse(before.isEmpty(), "it was committed");

    try (RunningParley parley = RunningParley.start(folder)) {
      send(parley, "c", "cherry");

      assertEquals(List.of("a"), found(parley, "apple"));
      assertEquals(List.of("c"), found(parley, "cherry"));
      assertTrue(files().containsAll(segments(before)), "nothing was built again");
    }
  }

  @Test
  void anIndexThatIsMissingIsBuilt() throws IOException {
    fill();
    for (Path file : files()) {
      Files.delete(file);
    }

    try (RunningParley parley = RunningParley.start(folder)) {
      assertEquals(List.of("a"), found(parley, "apple"));
    }
  }

  @Test
  void anIndexThatIsDamagedIsBuiltAgain() throws IOException {
    fill();
    for (Path file : files()) {
      Files.write(file, new byte[] {1, 2, 3});
    }

    try (RunningParley parley = RunningParley.start(folder)) {
      assertEquals(List.of("b"), found(parley, "banana"));
    }
  }

  @Test
  void anIndexOfAnotherDatabaseIsBuiltAgain() throws IOException {
    fill();
    try (Stream<Path> files = Files.list(folder.resolve("data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    if (RunningParley.onMongoDb()) {
      RunningParley.database(folder).drop();
    }

    try (RunningParley parley = RunningParley.start(folder)) {
      send(parley, "d", "damson");

      assertEquals(List.of("d"), found(parley, "damson"));
      assertEquals(List.of(), found(parley, "apple"));
    }
  }

  private static List<Path> segments(List<Path> files) {
    return files.stream().filter(it -> it.toString().endsWith(".si")).toList();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(index())) {
      return files.toList();
    }
  }
}
