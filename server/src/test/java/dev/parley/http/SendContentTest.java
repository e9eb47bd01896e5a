package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.http.ConnectedClient.Event;
import dev.parley.outgoing.Samples;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Tests sending of messages other than plain texts, by a request and by an event.
@Timeout(120)
final class SendContentTest {
  private static final String IMAGE =
      "\"content\":{\"type\":\"image\",\"link\":\"https://example.com/a.jpg\"}";

  @RegisterExtension static final RunningParley parley = RunningParley.with();

  @ParameterizedTest
  @MethodSource("dev.parley.outgoing.Samples#all")
  void contentOfEveryKindIsStoredAndShown(Path sample) throws Exception {
    HttpResponse<String> answer =
        parley.post("/api/send", "{\"wa_id\":\"200\",\"content\":%s}".formatted(text(sample)));

    assertEquals(201, answer.statusCode(), answer.body());
    JsonNode message = json(answer).get("message");
    assertShown(sample, message);
    assertEquals("outgoing", message.get("type").stringValue());
    assertEquals(message, json(parley.get("/api/chats/200?limit=1")).get(0));
  }

  @ParameterizedTest
  @MethodSource("dev.parley.outgoing.Samples#all")
  void anEventAcceptsTheSameContent(Path sample) throws Exception {
    String id = "ev-" + sample.getFileName();
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      var answer =
          client.ask(
              "send",
              "{\"wa_id\":\"201\",\"id\":\"%s\",\"content\":%s}".formatted(id, text(sample)));
      Event told = client.hear("newMessage", it -> it.text("id").equals(id));

      assertTrue(answer.path("success").asBoolean(), answer::toString);
      assertShown(sample, OpenApiDocument.json(answer.path("message").toString()));
      assertShown(sample, OpenApiDocument.json(told.payload().toString()));
    }
  }

  private static void assertShown(Path sample, JsonNode message) throws Exception {
    JsonNode golden =
        OpenApiDocument.json(
            Files.readString(
                Path.of("src/test/resources/golden/outgoing").resolve(sample.getFileName())));
    assertEquals(golden.get("text"), message.get("text"));
    assertEquals(golden.get("content"), message.get("content"));
    assertEquals(golden.at("/request/type"), message.get("message_type"));
  }

  @Test
  void theTextIsTheCaption() {
    JsonNode message =
        json(parley.post("/api/send", "{\"wa_id\":\"202\",\"text\":\"The lid\"," + IMAGE + "}"))
            .get("message");

    assertEquals("The lid", message.get("text").stringValue());
    assertEquals("The lid", message.at("/content/caption").stringValue());
  }

  @Test
  void theSameIdAndContentAgainIsTheSameMessage() {
    for (Path sample : Samples.all()) {
      String body =
          "{\"wa_id\":\"203\",\"id\":\"once-%s\",\"content\":%s}"
              .formatted(sample.getFileName(), text(sample));
      HttpResponse<String> first = parley.post("/api/send", body);
      HttpResponse<String> second = parley.post("/api/send", body);

      assertEquals(201, first.statusCode(), first.body());
      assertEquals(200, second.statusCode(), second.body());
      assertEquals(json(first), json(second));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"content\":{\"type\":\"image\",\"link\":\"https://example.com/b.jpg\"}",
        "\"content\":{\"type\":\"image\",\"id\":\"7\"}",
        "\"content\":{\"type\":\"image\",\"link\":\"https://example.com/a.jpg\",\"caption\":\"Photo\"}",
        "\"text\":\"Photo\""
      })
  void theSameIdWithOtherContentIsAConflict(String other) {
    parley.post("/api/send", "{\"wa_id\":\"204\",\"id\":\"taken\"," + IMAGE + "}");

    HttpResponse<String> answer =
        parley.post("/api/send", "{\"wa_id\":\"204\",\"id\":\"taken\"," + other + "}");

    assertEquals(409, answer.statusCode(), answer.body());
  }

  @Test
  void wrongFieldsAreNamedByTheirPath() {
    HttpResponse<String> answer =
        parley.post(
            "/api/send",
            "{\"wa_id\":\"a b\",\"content\":{\"type\":\"interactive\",\"kind\":\"button\","
                + "\"body\":{\"text\":\"Well?\"},\"action\":{\"buttons\":["
                + "{\"reply\":{\"id\":\"a\",\"title\":\"A\"}},"
                + "{\"reply\":{\"id\":\"b\",\"title\":\"%s\"}}]}}}".formatted("x".repeat(21)));

    assertEquals(400, answer.statusCode());
    JsonNode error = json(answer);
    assertEquals("invalid_request", error.get("code").stringValue());
    assertEquals(
        List.of("wa_id", "content.action.buttons[1].reply.title"),
        error.get("details").valueStream().map(it -> it.get("field").stringValue()).toList());
    assertEquals("must be at most 20 characters", error.at("/details/1/problem").stringValue());
  }

  @Test
  void anEventIsRefusedInTheSameWords() throws Exception {
    String body = "{\"wa_id\":\"205\",\"content\":{\"type\":\"reaction\",\"emoji\":\"x\"}}";
    JsonNode refused = json(parley.post("/api/send", body));

    try (ConnectedClient client = ConnectedClient.to(parley)) {
      var answer = client.ask("send", body);

      assertEquals("content.message_id is required", answer.path("error").asText());
      assertEquals(refused.get("error").stringValue(), answer.path("error").asText());
      assertEquals(refused.get("details"), OpenApiDocument.json(answer.path("details").toString()));
    }
    assertEquals(0, json(parley.get("/api/chats/205")).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"wa_id\":\"1\",\"content\":null}|text",
        "{\"wa_id\":\"1\",\"content\":\"\"}|text",
        "{\"wa_id\":\"1\",\"content\":\"image\"}|content",
        "{\"wa_id\":\"1\",\"content\":7}|content",
        "{\"wa_id\":\"1\",\"content\":true}|content",
        "{\"wa_id\":\"1\",\"content\":[]}|content",
        "{\"wa_id\":\"1\",\"content\":{}}|content.type",
        "{\"wa_id\":\"1\",\"content\":{\"type\":7}}|content.type",
        "{\"wa_id\":\"1\",\"content\":{\"type\":\"image\",\"media\":\"m_1\"}}|content.media",
        "{\"wa_id\":\"1\",\"content\":{\"type\":\"sticker\",\"id\":\"7\"},\"text\":\"x\"}|text",
        "{\"wa_id\":\"1\",\"content\":{\"type\":\"sticker\",\"id\":\"7\"},\"type\":\"incoming\"}|content",
        "{\"content\":{\"type\":\"sticker\",\"id\":\"7\"}}|wa_id"
      })
  void aFieldIsNamed(String body, String field) {
    HttpResponse<String> answer = parley.post("/api/send", body);

    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals(1, json(answer).get("details").size(), answer.body());
    assertEquals(field, json(answer).at("/details/0/field").stringValue());
  }

  @Test
  void contentOfAFormIsRefused() {
    HttpResponse<String> answer =
        parley.post(
            "/api/send",
            "wa_id=1&content=%7B%22type%22%3A%22sticker%22%7D",
            "Content-Type",
            "application/x-www-form-urlencoded");

    assertEquals(400, answer.statusCode());
    assertEquals("content must be a JSON object", json(answer).get("error").stringValue());
  }

  @Test
  void contentThatIsTooLargeIsRefused() throws Exception {
    String problem =
        "must be at most 65536 characters of JSON, nested at most 20 deep, with numbers of at most"
            + " 40 digits";
    String odd = "{\"wa_id\":\"206\",\"content\":{\"type\":\"sticker\",\"id\":\"7\",\"odd\":%s}}";
    for (String value :
        List.of(
            "\"" + "x".repeat(65_536) + "\"",
            "[" + "0,".repeat(40_000) + "0]",
            "{\"a\":".repeat(30) + "1" + "}".repeat(30),
            "1e999999")) {
      HttpResponse<String> answer = parley.post("/api/send", odd.formatted(value));

      assertEquals(400, answer.statusCode());
      assertEquals(problem, json(answer).at("/details/0/problem").stringValue());
    }
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      var answer = client.ask("send", odd.formatted("[" + "0,".repeat(40_000) + "0]"));

      assertEquals(problem, answer.at("/details/0/problem").asText());
    }
    assertEquals(201, parley.post("/api/send", odd.formatted("[0]")).statusCode());
  }

  private static String text(Path sample) {
    return Samples.json(sample).toString();
  }
}
