package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.parley.store.mongo.TestMongo;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A database that is dropped or replaced under the running server is noticed within seconds:
/// Parley no longer writes to it, and `/health` reports the reason.
@Timeout(60)
final class MongoReplacedTest {
  /// Parley checks every second; a busy machine may be slower.
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @TempDir private Path folder = Path.of("");

  private final TestMongo mongo = new TestMongo();
  private Optional<RunningParley> running = Optional.empty();

  @BeforeEach
  void start() {
    running = Optional.of(RunningParley.start(folder, "MONGODB_URI", mongo.uri()));
    assertEquals(201, send("msg_before").statusCode());
  }

  @AfterEach
  void close() {
    running.ifPresent(RunningParley::close);
    mongo.close();
  }

  private RunningParley parley() {
    return running.orElseThrow();
  }

  private HttpResponse<String> send(String id) {
    return parley()
        .post("/api/send", "{\"wa_id\":\"15550001001\",\"text\":\"Hi\",\"id\":\"" + id + "\"}");
  }

  private void isNoticed() {
    long end = System.nanoTime() + LIMIT.toNanos();
    HttpResponse<String> health = parley().get("/health");
    while (health.statusCode() != 503 && System.nanoTime() < end) {
      health = parley().get("/health");
    }
    assertEquals(503, health.statusCode(), health::body);
    HttpResponse<String> refused = send("msg_after");
    assertEquals(503, refused.statusCode(), refused::body);
    String sentence = json(refused).get("error").stringValue();
    assertTrue(sentence.contains("start Parley again"), sentence);
  }

  private List<Document> all(String collection) {
    return mongo.database().getCollection(collection).find().into(new ArrayList<>());
  }

  @Test
  void aDroppedDatabaseIsNoticed() {
    mongo.database().drop();

    isNoticed();
    assertEquals(List.of(), all("processed_messages"));
  }

  @Test
  void aDroppedCollectionIsNoticed() {
    // Parley has seen every collection after two checks, which it makes every second.
    long end = System.nanoTime() + Duration.ofMillis(2_500).toNanos();
    while (System.nanoTime() < end) {
      assertEquals(200, parley().get("/health").statusCode());
    }

    mongo.database().getCollection("processed_messages").drop();

    isNoticed();
  }

  @Test
  void anotherDatabaseInItsPlaceIsNoticed() {
    MongoDatabase database = mongo.database();
    database
        .getCollection("parley_journal")
        .updateOne(Filters.eq("_id", "head"), Updates.set("database", new ObjectId()));

    isNoticed();
  }

  @Test
  void anEarlierStateOfTheDatabaseIsNoticed() {
    assertEquals(201, send("msg_more").statusCode());
    mongo
        .database()
        .getCollection("parley_journal")
        .updateOne(Filters.eq("_id", "head"), Updates.set("n", 0L));

    isNoticed();
  }

  @Test
  void noWriteIsAcknowledgedBeforeTheDropIsNoticed() {
    mongo.database().drop();

    assertEquals(503, send("msg_at_once").statusCode());

    isNoticed();
    assertEquals(List.of(), all("processed_messages"));
  }
}
