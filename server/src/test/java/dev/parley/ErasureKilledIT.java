package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.ParleyProcess.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Terms;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tests that a person is completely erased after the next start if Parley is killed while it
/// erases them. Also tests the command, with and without a running server. Repeat a run with
/// `-Dparley.seed`.
@Timeout(300)
final class ErasureKilledIT {
  private static final long SEED = Long.getLong("parley.seed", 1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MESSAGES = 600;
  private static final int PAGE = 200;

  private static final int KILLS = 2;

  /// The latest time of a kill, in milliseconds after the start of the erasure.
  private static final int LATEST_KILL = 150;

  private static final String BYSTANDER = "15559990000";

  @TempDir private Path folder = Path.of("");

  private final Random random = new Random(SEED);
  private final HttpClient client = HttpClient.newHttpClient();
  private URI server = URI.create("http://nowhere.invalid");

  private Map<String, String> settings() {
    return Map.of(
        "PORT", "0",
        "HOST", "127.0.0.1",
        "LOG_LEVEL", "error",
        "HOOKS_ALLOW_PRIVATE", "true",
        "DATA_DIR", data().toString());
  }

  private Path data() {
    return folder.resolve("data");
  }

  @Test
  void pendingErasuresAreCompletedAfterARestart() throws Exception {
    String[] people = {"15559190001", "15559190002", "15559190003", "15559190004"};
    try (ParleyProcess first = start()) {
      assertTrue(first.isAlive());
      // nobody listens there, so deliveries wait
      post("/api/hooks", "{\"url\":\"http://127.0.0.1:9/\",\"events\":[\"message.received\"]}");
      for (String person : people) {
        plant(person, word(person));
      }
      plant(BYSTANDER, word(BYSTANDER));
      for (String person : people) {
        assertNotEquals(
            List.of(), filesWith(word(person)), "the word is in the files before the erasure");
      }
      String last = "/api/search?q=" + word(BYSTANDER);
      Waiting.until(
          "-Dparley.seed=" + SEED,
          PATIENCE,
          () -> get(last).contains(BYSTANDER) && !get(last).contains("\"indexing\""));
    }
    for (int i = 0; i < KILLS; i++) {
      String person = people[i];
      try (ParleyProcess killed = start()) {
        Future<?> _ = // Parley is killed before it answers
            client.sendAsync(
                HttpRequest.newBuilder(server.resolve("/api/contacts/" + person)).DELETE().build(),
                BodyHandlers.discarding());
        int begun = i + 1;
        Waiting.until("-Dparley.seed=" + SEED, PATIENCE, () -> erasures().size() == begun);
        LockSupport.parkNanos(random.nextInt(LATEST_KILL) * 1_000_000L);
        killed.kill();
      }
      try (ParleyProcess next = start()) {
        assertTrue(next.isAlive());
        Waiting.until("-Dparley.seed=" + SEED, PATIENCE, this::isNothingLeftToDo);
        assertGone(person);
      }
    }
    // Without a running server, the command erases the person itself.
    Ended asked = ParleyProcess.run(folder, settings(), "erase", people[2]);
    assertEquals(1, asked.exit(), asked.out());
    Ended erased = ParleyProcess.run(folder, settings(), "erase", people[2], "--yes");
    assertEquals(0, erased.exit(), () -> erased.out() + erased.err());
    JsonNode receipt = JSON.readTree(erased.out());
    assertEquals("done", receipt.path("status").asString());
    assertEquals(MESSAGES, receipt.path("erased").path("messages").asInt());
    assertFalse(erased.out().contains(people[2]), erased.out());
    assertFalse(isTerm(word(people[2])), "the receipt says done, but the index has the term");
    assertTrue(isTerm(word(BYSTANDER)));
    try (ParleyProcess last = start()) {
      assertTrue(last.isAlive());
      assertGone(people[2]);
      Ended beside = ParleyProcess.run(folder, settings(), "erase", people[3], "--yes");
      assertEquals(0, beside.exit(), () -> beside.out() + beside.err());
      assertGone(people[3]);
      assertEquals(MESSAGES, messages(BYSTANDER), "-Dparley.seed=" + SEED);
      assertNotEquals(List.of(), filesWith(word(BYSTANDER)));
    }
    Ended audit = ParleyProcess.run(folder, settings(), "verify-payloads");
    assertEquals(0, audit.exit(), audit.out() + audit.err());
  }

  private void assertGone(String person) throws IOException {
    String seed = "-Dparley.seed=" + SEED;
    assertEquals(0, messages(person), seed);
    assertFalse(get("/api/contacts?limit=100").contains(person), seed);
    assertEquals(List.of(), filesWith(word(person)), seed);
  }

  private boolean isNothingLeftToDo() {
    for (JsonNode erasure : erasures()) {
      if (!erasure.path("status").asString().equals("done")) {
        return false;
      }
    }
    return true;
  }

  private JsonNode erasures() {
    return JSON.readTree(get("/api/erasures"));
  }

  /// A word that occurs nowhere else.
  private static String word(String person) {
    return "planted" + person.substring(7);
  }

  private void plant(String person, String word) {
    for (int from = 0; from < MESSAGES; from += PAGE) {
      String messages =
          IntStream.range(from, from + PAGE)
              .mapToObj(i ->
                  "{\"id\":\"wamid.%s-%d\",\"from\":\"%s\",\"timestamp\":\"1780000000\",\"type\":\"text\",\"text\":{\"body\":\"%s\"}}"
                      .formatted(person, i, person, word))
              .collect(Collectors.joining(","));
      post("/webhook", "{\"messages\":[" + messages + "]}");
    }
    post("/api/contacts", "{\"wa_id\":\"%s\",\"name\":\"%s\"}".formatted(person, word));
    // a body that is not understood is kept unchanged
    var _ = send(posting("/webhook", "{\"riddle\":\"%s\",\"of\":\"%s\"}".formatted(word, person)));
  }

  private int messages(String person) {
    return JSON.readTree(get("/api/chats/" + person + "?limit=" + (MESSAGES + 1))).size();
  }

  /// Whether a segment of the search index on disk contains a term.
  private boolean isTerm(String word) throws IOException {
    try (FSDirectory directory = FSDirectory.open(data().resolve("search"));
        DirectoryReader reader = DirectoryReader.open(directory)) {
      for (LeafReaderContext leaf : reader.leaves()) {
        for (FieldInfo field : leaf.reader().getFieldInfos()) {
          Terms terms = leaf.reader().terms(field.name);
          if (terms != null && terms.iterator().seekExact(new BytesRef(word))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /// The files of Parley's data that contain a word.
  private List<String> filesWith(String word) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : FolderFiles.of(data())) {
      if (FolderFiles.bytes(file).contains(word)) {
        found.add(file.getFileName().toString());
      }
    }
    return found;
  }

  private ParleyProcess start() {
    ParleyProcess process = ParleyProcess.start(folder, settings(), "serve");
    server = process.ready();
    return process;
  }

  private String get(String path) {
    return send(HttpRequest.newBuilder(server.resolve(path)).build()).body();
  }

  private HttpRequest posting(String path, String body) {
    return HttpRequest.newBuilder(server.resolve(path))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private void post(String path, String body) {
    HttpResponse<String> answer = send(posting(path, body));
    assertTrue(answer.statusCode() < 300, answer::body);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
