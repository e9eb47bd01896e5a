package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static dev.parley.http.RunningParley.next;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.parley.store.mongo.TestMongo;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Following `Link` shows every readable object once, in spite of unreadable ones in between.
@Timeout(60)
final class MongoPagesTest {
  @TempDir private Path folder = Path.of("");

  private final TestMongo mongo = new TestMongo();
  private Optional<RunningParley> running = Optional.empty();

  @BeforeEach
  void start() {
    running = Optional.of(RunningParley.start(folder, "MONGODB_URI", mongo.uri()));
  }

  @AfterEach
  void close() {
    running.ifPresent(RunningParley::close);
    mongo.close();
  }

  private RunningParley parley() {
    return running.orElseThrow();
  }

  private MongoDatabase database() {
    return mongo.database();
  }

  private List<String> all(String list, String field) {
    List<String> values = new ArrayList<>();
    String path = list;
    while (!path.isEmpty()) {
      HttpResponse<String> page = parley().get(path);
      assertEquals(200, page.statusCode(), page::body);
      json(page).forEach(it -> values.add(it.get(field).stringValue()));
      path = next(page);
    }
    return values;
  }

  private static Document contact(Object waId, Object lastSeen) {
    return new Document("wa_id", waId).append("name", "Somebody").append("last_seen", lastSeen);
  }

  private static Date at(int second) {
    return Date.from(Instant.parse("2026-03-01T12:00:00Z").plusSeconds(second));
  }

  @Test
  void contactsThatCannotBeShownDoNotEndTheList() {
    database()
        .getCollection("contacts")
        .insertMany(
            List.of(
                contact("1001", at(9)),
                contact(1002, at(8)),
                contact("no address", at(7)),
                contact("1004", at(6)),
                contact("also none", at(5)),
                contact("1006", at(4))));

    assertEquals(List.of("1001", "1004", "1006"), all("/api/contacts?limit=1", "wa_id"));
  }

  @Test
  void contactsWithoutADateAreShownOnceAfterAllOthers() {
    database()
        .getCollection("contacts")
        .insertMany(
            List.of(
                contact("1001", at(9)),
                contact("1002", "2026-03-01T12:00:08Z"),
                contact("1003", at(7)),
                contact("1004", ""),
                contact("1005", 1772366406L),
                contact("1006", at(5))));

    assertEquals(
        List.of("1001", "1003", "1006", "1005", "1004", "1002"),
        all("/api/contacts?limit=1", "wa_id"));
  }

  private void write(String waId, String id, int second) {
    String body =
        "{\"wa_id\":\"%s\",\"id\":\"%s\",\"text\":\"Hi\",\"type\":\"incoming\",\"timestamp\":\"%s\"}"
            .formatted(waId, id, at(second).toInstant());
    assertEquals(201, parley().post("/api/send", body).statusCode());
  }

  @Test
  void onlyAChatWithADamagedSummaryIsSkipped() {
    for (int i = 1; i <= 5; i++) {
      write("100" + i, "msg_" + i, 10 - i);
    }
    for (String damaged : List.of("1002", "1003")) {
      database()
          .getCollection("parley_chats")
          .updateOne(Filters.eq("_id", damaged), Updates.set("unread", "many"));
    }

    assertEquals(List.of("1001", "1004", "1005"), all("/api/chats?limit=1", "wa_id"));
  }

  @Test
  void aChatWithoutMessagesDoesNotEndTheList() {
    for (int i = 1; i <= 4; i++) {
      write("100" + i, "msg_" + i, 10 - i);
    }
    write("1001", "msg_9", 0); // older than the next chats
    database().getCollection("processed_messages").deleteMany(Filters.eq("wa_id", "1002"));
    database().getCollection("processed_messages").deleteMany(Filters.eq("id", "msg_1"));

    assertEquals(List.of("1001", "1003", "1004"), all("/api/chats?limit=1", "wa_id"));
  }
}
