package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.KillStorm.Post;
import dev.parley.KillStorm.Reported;
import dev.parley.chat.Status;
import dev.parley.store.mongo.TestMongo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests that a server which is killed with SIGKILL keeps everything that it has acknowledged,
/// without duplicates.
///
/// `-Dparley.seed=N` chooses other moments, and `-Dparley.kill.scale=4` makes the test four times
/// as long.
@Timeout(600)
final class KillTestIT {
  private static final Long SEED = Long.getLong("parley.seed", 1);
  private static final int SCALE = Integer.getInteger("parley.kill.scale", 1);
  private static final int CONNECTIONS = 16;
  private static final int LARGE_PAGE = 5000;
  private static final int SMALL_PAGE = 37;

  @TempDir Path folder = Path.of("");

  /// The stores of the server. The substitute for MongoDB runs in the process of the tests and is
  /// not killed. It reads a whole collection for most queries, so it gets fewer messages.
  enum TestedStore {
    SQLITE(1_250, 500),
    MONGODB(250, 150);

    final int webhooks;
    final int sends;

    TestedStore(int webhooks, int sends) {
      this.webhooks = webhooks * SCALE;
      this.sends = sends * SCALE;
    }

    Map<String, String> settings(TestMongo mongo) {
      return switch (this) {
        case SQLITE -> Map.of("DATA_DIR", "data");
        case MONGODB -> Map.of("MONGODB_URI", mongo.uri());
      };
    }
  }

  @AutoClose private final TestMongo mongo = new TestMongo();

  @ParameterizedTest
  @EnumSource
  void acknowledgedWebhooksAreStoredOnceDespiteKills(TestedStore kept) throws Exception {
    Random random = new Random(SEED);
    KillWorkload workload = KillWorkload.webhooks(random, kept.webhooks);
    KillStorm storm =
        new KillStorm(folder, kept.settings(mongo), random, CONNECTIONS, workload.posts());
    Witness witness = new Witness(storm);

    try (ParleyProcess server = storm.run(8 * SCALE, 2, witness::look)) {
      report("webhooks on " + kept, workload, storm);

      assertAllThere(workload, StoredChats.read(server.ready(), SMALL_PAGE));
      assertFitsTogether(server, kept);
    }
    assertTrue(storm.added() <= workload.messages().size(), "a message was added twice");
    assertTrue(storm.killsAmidRequests() > 4 * SCALE, "the kills missed the requests");
  }

  @ParameterizedTest
  @EnumSource
  void acknowledgedTextsAreStoredOnceDespiteKills(TestedStore kept) throws Exception {
    Random random = new Random(SEED);
    KillWorkload workload = KillWorkload.sends(random, kept.sends);
    KillStorm storm =
        new KillStorm(folder, kept.settings(mongo), random, CONNECTIONS, workload.posts());
    Witness witness = new Witness(storm);

    try (ParleyProcess server = storm.run(4 * SCALE, 1, witness::look)) {
      report("sends on " + kept, workload, storm);

      assertAllThere(workload, StoredChats.read(server.ready(), SMALL_PAGE));
      assertFitsTogether(server, kept);
    }
    assertTrue(storm.added() <= workload.messages().size(), "a message was added twice");
  }

  /// Checks a server that has just started: no acknowledged message may be missing, and no known
  /// message may have another position.
  private static final class Witness {
    private final KillStorm storm;
    private final Map<String, Integer> seqs = new HashMap<>();

    Witness(KillStorm storm) {
      this.storm = storm;
    }

    void look(URI server) throws IOException, InterruptedException {
      StoredChats stored = StoredChats.read(server, LARGE_PAGE);
      for (Post post : storm.acknowledged()) {
        assertTrue(
            stored.messages().keySet().containsAll(post.messages), "acknowledged, and missing");
        for (Reported reported : post.statuses) {
          JsonNode message = stored.message(reported.message());
          assertTrue(
              message.isMissingNode()
                  || StoredChats.status(message).compareTo(reported.status()) >= 0,
              "acknowledged, and not applied: " + reported);
        }
      }
      seqs.forEach((id, seq) -> assertEquals(seq, stored.message(id).path("seq").asInt(), id));
      stored.messages().forEach((id, message) -> seqs.put(id, message.path("seq").asInt()));
    }
  }

  private static void report(String what, KillWorkload workload, KillStorm storm) {
    System.out.printf(
        "%s with -Dparley.seed=%d: %d messages in %d requests, %d of them duplicates; %s%n",
        what,
        SEED,
        workload.messages().size(),
        workload.posts().size(),
        workload.duplicates(),
        storm.counts());
  }

  private static Instant at(JsonNode message) {
    return Instant.parse(message.path("timestamp").asText());
  }

  /// Whether Parley moved the time of a customer's message forward, by at most two seconds, to that
  /// of an outgoing message that was stored before it in the same chat: an answer must not precede
  /// its question.
  private static boolean isAnAnswer(JsonNode message, Instant told, StoredChats stored) {
    Duration later = Duration.between(told, at(message));
    return message.path("type").asText().equals("incoming")
        && later.isPositive()
        && later.compareTo(Duration.ofSeconds(3)) < 0 // WhatsApp's times are whole seconds
        && stored.messages().values().stream()
            .anyMatch(other ->
                other.path("type").asText().equals("outgoing")
                    && other.path("wa_id").equals(message.path("wa_id"))
                    && other.path("seq").asInt() < message.path("seq").asInt()
                    && at(other).equals(at(message)));
  }

  private static void assertAllThere(KillWorkload workload, StoredChats stored) {
    assertEquals(workload.messages().keySet(), stored.messages().keySet());
    Map<String, Status> reported = workload.lastStatuses();
    workload
        .messages()
        .forEach((id, expected) -> {
          JsonNode message = stored.message(id);
          assertEquals(expected.chat(), message.path("wa_id").asText(), id);
          assertEquals(expected.text(), message.path("text").asText(), id);
          assertEquals(expected.direction(), message.path("type").asText(), id);
          assertEquals(reported.get(id), StoredChats.status(message), id);
          if (expected.timestamp() != null && !at(message).equals(expected.timestamp())) {
            assertTrue(isAnAnswer(message, expected.timestamp(), stored), id + ": " + message);
          }
        });
    assertEquals(
        workload.messages().values().stream()
            .map(KillWorkload.Expected::chat)
            .collect(Collectors.toSet()),
        stored.chats().keySet());
  }

  /// Checks the store with Parley's own check while the server runs, and with SQLite's check after
  /// the server has ended.
  private void assertFitsTogether(ParleyProcess server, TestedStore kept) throws SQLException {
    ParleyProcess.Ended audit = ParleyProcess.run(folder, kept.settings(mongo), "verify-payloads");
    assertEquals(0, audit.exit(), audit.out() + audit.err());
    server.terminate();
    assertEquals("", server.end().err());
    if (kept != TestedStore.SQLITE) {
      return;
    }
    try (Connection file =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/parley.db"));
        Statement statement = file.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
      assertTrue(result.next());
      assertEquals("ok", result.getString(1));
    }
  }
}
