package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static dev.parley.http.RunningParley.next;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import dev.parley.chat.ChatHistory.Audit;
import dev.parley.store.mongo.TestMongo;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A number that the replaced backend stored with a plus sign, and the same number without it, are
/// one chat: it is shown and answered under its digits, and its documents stay unchanged.
@Timeout(120)
final class PlusNumberTest {
  private static final String DIGITS = "15551234567";
  private static final String PLUS = "+" + DIGITS;

  @TempDir private Path folder = Path.of("");

  @AutoClose private final TestMongo mongo = new TestMongo();

  private MongoCollection<Document> messages() {
    return mongo.database().getCollection("processed_messages");
  }

  private static Document message(String id, String waId, int second) {
    return new Document("id", id)
        .append("wa_id", waId)
        .append("name", "Dana")
        .append("text", "text of " + id)
        .append("type", "incoming")
        .append("status", "delivered")
        .append("timestamp", Date.from(Instant.parse("2025-08-07T12:00:00Z").plusSeconds(second)));
  }

  private static List<String> texts(RunningParley parley, String path) {
    List<String> texts = new ArrayList<>();
    json(parley.get(path)).forEach(it -> texts.add(it.get("text").stringValue()));
    return texts;
  }

  @Test
  void aPlusNumberIsTreatedAsItsDigits() {
    messages()
        .insertMany(
            List.of(message("p1", PLUS, 1), message("d2", DIGITS, 2), message("p3", PLUS, 3)));
    // as an earlier version left it
    messages().insertOne(message("p4", PLUS, 4).append("seq", 0L));
    mongo
        .database()
        .getCollection("contacts")
        .insertOne(
            new Document("wa_id", PLUS)
                .append("name", "Dana")
                .append("last_seen", Date.from(Instant.parse("2025-08-07T12:00:00Z"))));
    try (RunningParley parley = RunningParley.start(folder, "MONGODB_URI", mongo.uri())) {
      while (messages().countDocuments(Filters.gt("seq", 0)) < 4) {
        Thread.onSpinWait();
      }
      while (texts(parley, "/api/chats/" + DIGITS).size() < 4) {
        Thread.onSpinWait();
      }

      assertEquals(
          List.of("text of p1", "text of d2", "text of p3", "text of p4"),
          texts(parley, "/api/chats/%2B" + DIGITS));
      assertEquals(
          201,
          parley
              .post("/api/send", "{\"wa_id\":\"" + PLUS + "\",\"text\":\"answer\"}")
              .statusCode());
      var chats = json(parley.get("/api/chats"));
      assertEquals(1, chats.size());
      assertEquals(DIGITS, chats.get(0).get("wa_id").stringValue());
      assertEquals("Dana", chats.get(0).get("name").stringValue());
      assertEquals("answer", chats.get(0).get("lastMessage").get("text").stringValue());
      assertEquals(4, chats.get(0).get("unreadCount").intValue());
      var contacts = parley.get("/api/contacts");
      assertEquals(1, json(contacts).size());
      assertEquals(DIGITS, json(contacts).get(0).get("wa_id").stringValue());
      assertEquals("", next(contacts));
      assertEquals(
          4, json(parley.post("/api/chats/" + DIGITS + "/read", "{}")).get("updated").intValue());
    }

    assertEquals(3, messages().countDocuments(Filters.eq("wa_id", PLUS)));
    Audit audit = RunningParley.audit(folder, "MONGODB_URI", mongo.uri());
    assertEquals(List.of(), audit.findings());
    assertTrue(
        audit.notes().stream().anyMatch(note -> note.startsWith("3 messages are stored under")),
        () -> audit.notes().toString());
  }
}
