package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoCollection;
import dev.parley.ParleyProcess.Ended;
import dev.parley.store.mongo.TestMongo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests `import` and `export` as a person runs them: to the end, killed in the middle, and in
/// cases in which they cannot work.
@Timeout(300)
final class CarryIT {
  private static final int MESSAGES = 5_000;
  private static final int CHATS = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern ADDED = Pattern.compile("messages +(\\d+), (\\d+) added");
  private static final Pattern TOGETHER = Pattern.compile("together ([0-9a-f]{16})");
  private static final String PASSWORD = "hunter2";

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder = Path.of("");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AutoClose private final TestMongo mongo = new TestMongo();

  private static MongoCollection<Document> messages(TestMongo mongo) {
    return mongo.database().getCollection("processed_messages");
  }

  /// Stores messages as the replaced backend would have done.
  private void store(int count) {
    List<Document> all = new ArrayList<>();
    Instant first = Instant.parse("2026-03-01T12:00:00Z");
    for (int i = 0; i < count; i++) {
      String waId = "15550001" + (100 + i % CHATS);
      all.add(
          new Document("_id", new ObjectId())
              .append("id", "wamid." + i)
              .append("meta_msg_id", "wamid." + i)
              .append("wa_id", waId)
              .append("phone", "+" + waId)
              .append("name", "Alice " + i % CHATS)
              .append("text", "Message " + i)
              .append("type", i % 3 == 0 ? "outgoing" : "incoming")
              .append("timestamp", Date.from(first.plusSeconds(i)))
              .append("status", i % 3 == 0 ? "read" : "delivered")
              .append("from", waId)
              .append("message_type", "text")
              .append("webhook_data", new Document("number", i))
              .append("createdAt", Date.from(first.plusSeconds(i)))
              .append("updatedAt", Date.from(first.plusSeconds(i)))
              .append("__v", 0));
    }
    messages(mongo).insertMany(all);
  }

  private ParleyProcess start(Map<String, String> settings, String... arguments) {
    return ParleyProcess.start(folder, settings, arguments);
  }

  private Ended run(Map<String, String> settings, String... arguments) {
    return ParleyProcess.run(folder, settings, arguments);
  }

  private Ended run(String... arguments) {
    return run(Map.of(), arguments);
  }

  private long databaseBytes() {
    long bytes = 0;
    for (String file : List.of("parley.db", "parley.db-wal")) {
      try {
        Path path = folder.resolve("data").resolve(file);
        bytes += Files.exists(path) ? Files.size(path) : 0;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return bytes;
  }

  /// Kills the command as soon as `far` is true.
  private void killOnce(BooleanSupplier far, String... arguments) {
    try (ParleyProcess process = start(Map.of(), arguments)) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!far.getAsBoolean()) {
        assertTrue(process.isAlive(), "the command ended before it was killed");
        assertTrue(System.nanoTime() < deadline, "the command has not come so far");
        Thread.onSpinWait();
      }
      process.kill();
    }
  }

  private static long number(Ended ended, int group) {
    assertEquals(0, ended.exit(), ended.out() + ended.err());
    Matcher matcher = ADDED.matcher(ended.out());
    assertTrue(matcher.find(), ended.out());
    return Long.parseLong(matcher.group(group));
  }

  private static String digest(Ended ended) {
    Matcher matcher = TOGETHER.matcher(ended.out());
    assertTrue(matcher.find(), ended.out());
    return matcher.group(1);
  }

  @Test
  void killedImportsAndExportsContinueWithTheSameResult() {
    store(MESSAGES);
    String[] in = {"import", "--from", mongo.uri()};
    killOnce(() -> databaseBytes() > 300_000, in);
    killOnce(() -> databaseBytes() > 1_000_000, in);

    Ended imported = run(in);

    assertEquals(MESSAGES, number(imported, 1));
    assertTrue(number(imported, 2) < MESSAGES, "the command began from scratch: " + imported.out());
    assertEquals(0, run("verify-payloads").exit());
    assertEquals(0, number(run(in), 2));

    try (TestMongo other = new TestMongo()) {
      String[] out = {"export", "--to", other.uri()};
      killOnce(() -> messages(other).estimatedDocumentCount() > 700, out);
      killOnce(() -> messages(other).estimatedDocumentCount() > 2_200, out);

      Ended exported = run(out);

      assertEquals(MESSAGES, number(exported, 1));
      assertTrue(
          number(exported, 2) < MESSAGES, "the command began from scratch: " + exported.out());
      assertEquals(digest(imported), digest(exported));
      assertEquals(MESSAGES, messages(other).countDocuments());
      assertEquals(0, number(run(out), 2));
      Ended verified = run(Map.of("MONGODB_URI", other.uri()), "verify-payloads");
      assertEquals(0, verified.exit(), verified.out() + verified.err());
    }
  }

  private JsonNode upload(URI server, String text) throws Exception {
    return JSON.readTree(
        client
            .send(
                HttpRequest.newBuilder(server.resolve("/api/media?name=list.txt"))
                    .POST(BodyPublishers.ofString(text))
                    .build(),
                BodyHandlers.ofString())
            .body());
  }

  private String download(URI server, JsonNode file) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(server.resolve("/api/media/" + file.path("id").asText()))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  @Test
  void filesAreCarriedWithTheirBytesAndRestoredFromACopy() throws Exception {
    Map<String, String> settings = Map.of("PORT", "0", "LOG_LEVEL", "warn");
    run("seed");
    JsonNode one;
    JsonNode two;
    try (ParleyProcess server = start(settings, "serve")) {
      URI uri = server.ready();
      one = upload(uri, "The first list");
      two = upload(uri, "The second list");
      server.terminate();
      assertEquals(0, server.end().exit());
    }
    Files.createDirectory(folder.resolve("restored"));
    assertEquals(0, run("backup", folder.resolve("restored/parley.db").toString()).exit());

    Ended exported = run("export", "--to", mongo.uri());
    Ended again = run("export", "--to", mongo.uri());
    Ended back =
        run(Map.of("DATA_DIR", folder.resolve("back").toString()), "import", "--from", mongo.uri());

    assertEquals(0, exported.exit(), exported.out() + exported.err());
    assertTrue(exported.out().contains("2, 2 added, 29 bytes copied"), exported.out());
    assertTrue(again.out().contains("2, 0 added, 0 bytes copied"), again.out());
    assertEquals(0, back.exit(), back.out() + back.err());
    assertTrue(back.out().contains("2, 2 added, 29 bytes copied"), back.out());
    try (ParleyProcess server =
        start(Map.of("PORT", "0", "LOG_LEVEL", "warn", "MONGODB_URI", mongo.uri()), "serve")) {
      URI uri = server.ready();
      assertEquals("The first list", download(uri, one));
      assertEquals("The second list", download(uri, two));
    }
    copy(folder.resolve("data/media"), folder.resolve("restored/media"));
    for (String restored : List.of("back", "restored")) {
      Ended verified =
          run(Map.of("DATA_DIR", folder.resolve(restored).toString()), "verify-payloads");
      assertEquals(0, verified.exit(), verified.out() + verified.err());
      assertTrue(verified.out().contains("Files             2, 0 waiting, 0 gone"), verified.out());
    }
  }

  @Test
  void filesWithMissingBytesAreReported() throws Exception {
    run("seed");
    JsonNode file;
    try (ParleyProcess server = start(Map.of("PORT", "0", "LOG_LEVEL", "warn"), "serve")) {
      file = upload(server.ready(), "The list");
    }
    String hash = file.path("sha256").asText();
    Files.delete(
        folder.resolve(
            "data/media/%s/%s/%s".formatted(hash.substring(0, 2), hash.substring(2, 4), hash)));

    Ended exported = run("export", "--to", mongo.uri());

    assertEquals(1, exported.exit(), exported.out());
    assertTrue(
        exported.out().contains("missing or damaged: " + file.path("id").asText()), exported.out());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }

  @Test
  void everyChatsDigestIsShownWithoutAWholeNumber() {
    store(100);

    Ended ended =
        run(Map.of("MONGODB_URI", mongo.uri(), "DATA_DIR", "elsewhere"), "import", "--chats");

    assertEquals(0, ended.exit(), ended.err());
    assertEquals(CHATS, ended.out().lines().filter(line -> line.startsWith("same ")).count());
    assertTrue(ended.out().contains("2 messages  155…1100"), ended.out());
    assertFalse(ended.out().contains("15550001"), ended.out());
    assertTrue(Files.exists(folder.resolve("elsewhere/parley.db")));
  }

  @Test
  void differingDocumentsInTheTargetAreNotChanged() {
    store(100);
    run("import", "--from", mongo.uri());
    messages(mongo)
        .updateOne(new Document("id", "wamid.7"), new Document("$set", new Document("text", "?")));

    Ended again = run("import", "--from", mongo.uri());

    assertEquals(1, again.exit());
    assertTrue(again.err().contains("message 1 of chat 155…1107"), again.err());
    assertFalse(again.err().contains("15550001107"), again.err());
  }

  @Test
  void aServerOnTheDataFolderIsNotDisturbed() {
    store(10);
    try (ParleyProcess server =
        start(Map.of("PORT", "0", "HOST", "127.0.0.1", "LOG_LEVEL", "warn"), "serve")) {
      assertFalse(server.ready().toString().isEmpty());

      for (Ended refused :
          List.of(run("import", "--from", mongo.uri()), run("export", "--to", mongo.uri()))) {
        assertEquals(1, refused.exit());
        assertTrue(refused.err().contains("another Parley is running"), refused.err());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mongodb://agent:hunter2@127.0.0.1:1/whatsapp?serverSelectionTimeoutMS=300",
        "mongodb://agent:hunter2@",
        "mongodb://agent:hunter2:@@127.0.0.1",
        "mongodb+srv://agent:hunter2@nowhere.invalid/whatsapp",
        "postgres://agent:hunter2@127.0.0.1/whatsapp",
        "hunter2"
      })
  void anUnusableDatabaseIsReportedWithoutThePassword(String uri) throws IOException {
    run("seed");

    for (Ended refused : List.of(run("import", "--from", uri), run("export", "--to", uri))) {
      assertEquals(1, refused.exit(), refused.out() + refused.err());
      assertEquals("", refused.out());
      assertTrue(refused.err().startsWith("parley: "), refused.err());
      assertEquals(1, refused.err().lines().count(), refused.err());
      assertFalse(refused.err().contains(PASSWORD), refused.err());
    }
  }

  @Test
  void missingArgumentsAreReported() {
    Ended nowhere = run("import");
    Ended nothing = run("export", "--to", mongo.uri());

    assertEquals(1, nowhere.exit());
    assertTrue(nowhere.err().contains("--from"), nowhere.err());
    assertEquals(1, nothing.exit());
    assertTrue(nothing.err().contains("there is no database"), nothing.err());
  }

  @Test
  void anImportOfNothingIsAFailure() {
    Ended ended = run("import", "--from", mongo.uri());

    assertEquals(1, ended.exit(), ended.out());
    assertTrue(ended.out().contains("holds nothing that could be carried"), ended.out());
    assertFalse(ended.out().contains("OK"), ended.out());
  }

  @Test
  void skippedDocumentsAreListedAndFailTheCommandUnlessAllowed() {
    store(10);
    ObjectId nowhere = new ObjectId();
    messages(mongo)
        .insertOne(
            new Document("_id", nowhere)
                .append("id", "wamid.lost")
                .append("wa_id", "")
                .append("text", "to nobody")
                .append("type", "incoming")
                .append("timestamp", Date.from(Instant.parse("2026-03-01T12:00:00Z")))
                .append("status", "delivered"));

    Ended refused = run("import", "--from", mongo.uri());
    Ended accepted = run("import", "--leave", "--from", mongo.uri());

    assertEquals(1, refused.exit(), refused.out());
    assertTrue(refused.out().contains(nowhere.toHexString()), refused.out());
    assertTrue(refused.out().contains("--leave"), refused.out());
    assertEquals(0, accepted.exit(), accepted.out() + accepted.err());
    assertEquals(10, number(accepted, 1));
  }
}
