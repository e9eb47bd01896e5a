package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.parley.Workbench;
import dev.parley.config.ParleyConfig;
import dev.parley.store.mongo.MongooseProcess;
import dev.parley.store.mongo.TestMongo;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `webhook_data` in MongoDB: a document that the replaced backend's scripts can query and change,
/// and over REST the original JSON.
@Timeout(120)
final class WebhookDataTest {
  /// Keeps every digit: a double would turn 1e5 into 100000.0, and lose the last digits of a long
  /// number.
  private static final JsonMapper EXACT =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  @TempDir private Path folder = Path.of("");

  @AutoClose private final TestMongo mongo = new TestMongo();

  private RunningParley parley() {
    return RunningParley.start(folder, "MONGODB_URI", mongo.uri());
  }

  private MongoCollection<Document> messages() {
    return mongo.database().getCollection("processed_messages");
  }

  private Document stored(String id) {
    Document found = messages().find(Filters.eq("id", id)).first();
    return found == null ? new Document() : found;
  }

  private static String generic(String id, String more) {
    return "{\"wa_id\":\"15550001001\",\"id\":\""
        + id
        + "\",\"text\":\"Hi\",\"more\":"
        + more
        + "}";
  }

  private static String overRest(RunningParley parley) {
    HttpResponse<String> answer = parley.get("/api/chats/15550001001?include=webhook_data");
    assertEquals(200, answer.statusCode());
    String body = answer.body();
    return body.substring(
        body.indexOf("\"webhook_data\":") + "\"webhook_data\":".length(), body.lastIndexOf("}]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"b\":1,\"a\":[1,2.5,true,null,\"x\"],\"c\":{}}",
        "9007199254740993",
        "1234567890123456789012345678901234",
        "-9223372036854775808",
        "[37.483307,-122.148981,1.0,1e5,0.1]",
        "{\"emoji\":\"\uD83D\uDE00 \\u0000 \\\"quoted\\\"\"}"
      })
  void theJsonComesBackAsItCame(String more) {
    try (RunningParley parley = parley()) {
      String body = generic("m1", more);
      assertEquals(200, parley.post("/webhook", body).statusCode());

      assertInstanceOf(Document.class, stored("m1").get("webhook_data"));
      assertEquals(EXACT.readTree(body).toString(), overRest(parley));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$set\":1}",
        "{\"a.b\":{\"$date\":\"2025-08-07\"}}",
        "{\"__proto__\":{\"x\":1},\"_bsontype\":\"ObjectId\"}",
        "1234567890123456789012345678901234567890",
        "DEEP",
        "LARGE"
      })
  void otherJsonIsKeptUnchanged(String more) {
    String value =
        switch (more) {
          case "DEEP" -> "[".repeat(300) + "]".repeat(300);
          case "LARGE" -> "[" + "1,".repeat(400_000) + "\"" + "y".repeat(300_000) + "\"]";
          default -> more;
        };
    try (RunningParley parley = parley()) {
      String body = generic("m1", value);
      assertEquals(200, parley.post("/webhook", body).statusCode());

      assertInstanceOf(String.class, stored("m1").get("webhook_data"));
      assertEquals(body, overRest(parley));
    }
  }

  @Test
  void textsOfEarlierVersionsBecomeDocuments() {
    String body = generic("m1", "{\"n\":1.50}");
    try (RunningParley parley = parley()) {
      assertEquals(200, parley.post("/webhook", body).statusCode());
    }
    String text = "{\"message\":{\"id\":\"m1\"},\"n\":1.50}";
    messages()
        .updateOne(
            Filters.eq("id", "m1"),
            Updates.combine(Updates.set("webhook_data", text), Updates.unset("webhook_json")));
    mongo.database().getCollection("parley_journal").deleteOne(Filters.eq("_id", "webhook_data"));

    try (RunningParley parley = parley()) {
      while (messages().countDocuments(Filters.eq("webhook_data.message.id", "m1")) == 0) {
        assertEquals(text, overRest(parley)); // before and after
      }
      assertEquals(text, overRest(parley));
    }
  }

  @Test
  void theScriptsOfTheReplacedBackendReadParleysDocuments() throws Exception {
    ParleyConfig config =
        ParleyConfig.load(
            Map.of("MONGODB_URI", mongo.uri(), "DATA_DIR", folder.toString()), folder);
    String payload =
        """
        {"payload_type":"whatsapp_webhook","metaData":{"entry":[{"changes":[{"value":{
          "contacts":[{"wa_id":"15550001001","profile":{"name":"Alice"}}],
          "messages":[{"id":"wamid.1","from":"15550001001","timestamp":"1754568000",
            "type":"text","text":{"body":"Hello"}}]}}]}]}}
        """;
    try (Workbench workbench = Workbench.open(config, Clock.systemUTC())) {
      workbench
          .operations()
          .receive(payload.getBytes(StandardCharsets.UTF_8), "conversation_1.json");
    }

    var noted =
        MongooseProcess.payloads(mongo.uri(), "process", "status_1.json", "read", "wamid.1");
    var verified = MongooseProcess.payloads(mongo.uri(), "verify");

    assertEquals("{\"found\":true,\"status\":\"read\",\"noted\":\"read\"}", noted.toString());
    assertEquals(1, verified.path("fromFiles").asInt());
    assertEquals(1, verified.path("byFile").path("conversation_1.json").asInt());
    assertEquals(1, verified.path("byType").path("incoming").asInt());
    assertEquals(1, verified.path("byText").asInt());
    assertEquals("[\"wamid.1 read status_1.json\"]", verified.path("withStatus").toString());
    assertEquals(
        "Hello [conversation_1.json]", verified.path("chats").path("15550001001").path(0).asText());
    try (RunningParley parley = parley()) {
      var data =
          json(parley.get("/api/chats/15550001001?include=webhook_data"))
              .get(0)
              .get("webhook_data");
      assertEquals("Hello", data.get("message").get("text").get("body").stringValue());
      assertEquals("read", data.get("status_updates").get("status").stringValue());
      assertTrue(data.has("source"));
    }
  }
}
