package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.store.mongo.MongooseProcess;
import dev.parley.store.mongo.TestMongo;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests Parley and the replaced backend's Mongoose on one database, one after the other and at the
/// same time.
@Timeout(180)
final class MongooseTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String ALICE = "15550001001";
  private static final String BOB = "15550002002";
  private static final String WEBHOOK =
      """
      {"entry":[{"changes":[{"value":{
        "metadata":{"display_phone_number":"15550009999","phone_number_id":"1066"},
        "contacts":[{"wa_id":"15550001001","profile":{"name":"Alice"}}],
        "messages":[
          {"id":"wamid.text","from":"15550001001","timestamp":"1754568000","type":"text",
            "text":{"body":"Hello"}},
          {"id":"wamid.image","from":"15550001001","timestamp":"1754568001","type":"image",
            "image":{"id":"1","mime_type":"image/jpeg"}}]}}]}]}
      """;

  /// The settings of a number that sends, with an unreachable WhatsApp.
  private static final String[] ACCOUNT = {
    "WHATSAPP_ACCESS_TOKEN",
    "token",
    "PHONE_NUMBER_ID",
    "1066",
    "GRAPH_API_URL",
    "http://127.0.0.1:1"
  };

  @TempDir private Path folder = Path.of("");

  @AutoClose private final TestMongo mongo = new TestMongo();

  private RunningParley parley() {
    return parley(Clock.systemUTC());
  }

  /// A Parley with an account, whose clock shows five minutes after the customer's message.
  private RunningParley parleyThatSends() {
    Instant soon = Instant.parse("2025-08-07T12:05:00Z");
    return parley(Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), soon)), ACCOUNT);
  }

  private RunningParley parley(Clock clock, String... more) {
    List<String> settings = new ArrayList<>(List.of("MONGODB_URI", mongo.uri()));
    settings.addAll(List.of(more));
    return RunningParley.start(folder, clock, settings.toArray(String[]::new));
  }

  private static Map<String, String> message(String id, String waId, String text, String type) {
    return Map.of("id", id, "wa_id", waId, "name", "Somebody", "text", text, "type", type);
  }

  private static Map<String, String> with(Map<String, String> message, String... more) {
    Map<String, String> all = new HashMap<>(message);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  /// The chats of the list: address, number of unread messages, and texts with statuses.
  private static List<String> chats(RunningParley parley) {
    List<String> chats = new ArrayList<>();
    for (tools.jackson.databind.JsonNode chat : json(parley.get("/api/chats"))) {
      StringBuilder line = new StringBuilder();
      line.append(chat.get("wa_id").stringValue())
          .append(" unread ")
          .append(chat.get("unreadCount"));
      for (tools.jackson.databind.JsonNode message : chat.get("messages")) {
        line.append(", ")
            .append(message.get("text").stringValue())
            .append(' ')
            .append(message.get("delivery").stringValue());
      }
      chats.add(line.toString());
    }
    return chats;
  }

  private static void awaitChats(RunningParley parley, String... expected) {
    Instant end = Instant.now().plus(LIMIT);
    List<String> now = chats(parley);
    while (!now.equals(List.of(expected)) && Instant.now().isBefore(end)) {
      now = chats(parley);
    }
    assertEquals(List.of(expected), now);
  }

  @Test
  void documentsOfMongooseAreShownBeforeAndAfterTheStart() {
    try (MongooseProcess node = MongooseProcess.on(mongo.uri())) {
      node.ask(
          "store",
          with(message("n1", ALICE, "one", "incoming"), "timestamp", "2025-08-07T12:00:00Z"));
      node.ask(
          "store",
          with(
              message("n2", ALICE, "two", "incoming"),
              "timestamp",
              "2025-08-07T12:00:01Z",
              "status",
              "read"));
      node.ask("storeContact", Map.of("wa_id", ALICE, "name", "Alice", "is_online", true));
      try (RunningParley parley = parley()) {
        awaitChats(parley, ALICE + " unread 1, one sent, two read");

        node.ask(
            "store",
            with(
                message("n3", BOB, "three", "incoming"),
                "timestamp",
                "2025-08-07T12:00:02Z",
                "status",
                "delivered"));
        node.ask(
            "store",
            with(message("n4", ALICE, "four", "outgoing"), "timestamp", "2025-08-07T12:00:03Z"));

        awaitChats(
            parley,
            ALICE + " unread 1, one sent, two read, four sent",
            BOB + " unread 1, three delivered");
        assertEquals("Alice", json(parley.get("/api/chats")).get(0).get("name").stringValue());
      }
    }
  }

  @Test
  void mongooseReadsParleysDocumentsAsValid() {
    try (MongooseProcess node = MongooseProcess.on(mongo.uri());
        RunningParley parley = parleyThatSends()) {
      assertEquals(200, parley.post("/webhook", WEBHOOK).statusCode());
      HttpResponse<String> sent =
          parley.post(
              "/api/send", "{\"id\":\"msg_1\",\"wa_id\":\"" + ALICE + "\",\"text\":\"Hi\"}");

      JsonNode text = node.ask("find", Map.of("id", "wamid.text"));
      JsonNode byItsFields =
          node.ask(
              "find",
              Map.of(
                  "wa_id",
                  ALICE,
                  "timestamp",
                  "2025-08-07T12:00:00Z",
                  "status",
                  "delivered",
                  "type",
                  "incoming"));
      JsonNode image = node.ask("find", Map.of("id", "wamid.image"));
      JsonNode ours = node.ask("find", Map.of("id", "msg_1"));

      assertEquals(text, byItsFields);
      assertEquals("Hello", text.path("text").asText());
      assertEquals("Alice", text.path("name").asText());
      assertEquals(ALICE, text.path("wa_id").asText());
      assertEquals("incoming", text.path("type").asText());
      assertEquals("delivered", text.path("status").asText());
      assertEquals("2025-08-07T12:00:00.000Z", text.path("timestamp").path("date").asText());
      assertTrue(text.path("createdAt").has("date") && text.path("updatedAt").has("date"));
      assertEquals("image", image.path("message_type").asText());
      assertEquals("pending", json(sent).get("message").get("delivery").stringValue());
      assertEquals("sent", ours.path("status").asText());
      assertEquals("outgoing", ours.path("type").asText());
      JsonNode all = node.ask("validateAll", Map.of());
      assertEquals(4, all.path("documents").asInt());
      assertEquals("[]", all.path("faults").toString());
    }
  }

  @Test
  void statusesThatMongooseSavesAreSeenAndCounted() {
    try (MongooseProcess node = MongooseProcess.on(mongo.uri());
        RunningParley parley = parleyThatSends()) {
      parley.post("/webhook", WEBHOOK);
      parley.post(
          "/api/send",
          "{\"id\":\"msg_1\",\"wa_id\":\""
              + ALICE
              + "\",\"text\":\"Hi\",\"timestamp\":\"2025-08-07T12:00:02Z\"}");
      awaitChats(parley, ALICE + " unread 2, Hello delivered, Photo delivered, Hi pending");

      node.ask("moveStatus", Map.of("id", "wamid.text", "status", "read"));
      node.ask("moveStatus", Map.of("id", "msg_1", "status", "delivered"));
      awaitChats(parley, ALICE + " unread 1, Hello read, Photo delivered, Hi delivered");
      node.ask("markRead", Map.of("wa_id", ALICE));
      awaitChats(parley, ALICE + " unread 0, Hello read, Photo read, Hi delivered");

      parley.post("/webhook", "{\"id\":\"msg_1\",\"status\":\"read\"}");
      awaitChats(parley, ALICE + " unread 0, Hello read, Photo read, Hi read");
      assertEquals("read", node.ask("find", Map.of("id", "msg_1")).path("status").asText());
    }
    assertEquals(List.of(), audit());
  }

  @Test
  void bothOpenTheDatabaseAgainWithAllIndexes() {
    try (MongooseProcess node = MongooseProcess.on(mongo.uri())) {
      try (RunningParley parley = parley()) {
        parley.post("/webhook", WEBHOOK);

        List<String> indexes = new ArrayList<>();
        node.ask("openAgain", Map.of()).path("indexes").forEach(it -> indexes.add(it.asText()));
        JsonNode dropped = node.ask("syncIndexes", Map.of()).path("dropped");

        assertTrue(
            indexes.containsAll(
                List.of(
                    "id_1", "wa_id_1", "timestamp_-1", "wa_id_1_timestamp_-1", "wa_id_1_seq_1")),
            indexes::toString);
        assertTrue(dropped.toString().contains("wa_id_1_seq_1"), dropped::toString);
        assertEquals(200, parley.post("/webhook", WEBHOOK).statusCode());
      }
      try (RunningParley parley = parley()) {
        awaitChats(parley, ALICE + " unread 2, Hello delivered, Photo delivered");
        node.ask(
            "store",
            with(message("n1", ALICE, "again", "incoming"), "timestamp", "2025-08-07T12:01:00Z"));
        awaitChats(parley, ALICE + " unread 3, Hello delivered, Photo delivered, again sent");
      }
      assertTrue(
          node.ask("openAgain", Map.of()).path("indexes").toString().contains("wa_id_1_seq_1"));
    }
    assertEquals(List.of(), audit());
  }

  private List<String> audit() {
    return RunningParley.audit(folder, "MONGODB_URI", mongo.uri()).findings();
  }
}
