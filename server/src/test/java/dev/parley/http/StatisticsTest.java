package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.TestClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// The statistics of a team.
final class StatisticsTest {
  private static final TestClock CLOCK = TestClock.running();

  @RegisterExtension static final RunningParley parley = RunningParley.with(CLOCK);

  private static void post(String path, String body, String... headers) {
    HttpResponse<String> answer = parley.post(path, body, headers);
    assertTrue(answer.statusCode() < 300, answer::body);
  }

  private static void write(String chat, String text) {
    post(
        "/api/send",
        "{\"wa_id\":\"%s\",\"text\":\"%s\",\"type\":\"incoming\",\"timestamp\":\"%s\"}"
            .formatted(chat, text, CLOCK.instant()));
  }

  private static void answer(String chat, String key) {
    post(
        "/api/send",
        "{\"wa_id\":\"%s\",\"text\":\"Yes\"}".formatted(chat),
        "Authorization",
        "Bearer " + key);
  }

  private static void finish(String chat, String key) {
    assertEquals(
        200,
        parley
            .ask(
                "PUT",
                "/api/chats/" + chat,
                "{\"state\":\"done\"}".getBytes(UTF_8),
                "Authorization",
                "Bearer " + key)
            .statusCode());
  }

  private static String today() {
    return LocalDate.ofInstant(CLOCK.instant(), ZoneOffset.UTC).toString();
  }

  private static JsonNode agent(JsonNode statistics, String name) {
    for (JsonNode agent : statistics.get("agents")) {
      if (agent.get("name").isString() && agent.get("name").stringValue().equals(name)) {
        return agent;
      }
    }
    throw new AssertionError(statistics.toString());
  }

  private static void assertNear(long seconds, JsonNode found) {
    assertTrue(Math.abs(found.longValue() - seconds) <= seconds * 0.05 + 1, found::toString);
  }

  @Test
  void conversationsAreMeasured() {
    String ann = parley.addKey("Ann", "read", "send").path("key").textValue();
    String bob = parley.addKey("=Bob", "read", "send").path("key").textValue();
    String before = today();
    for (int minutes : new int[] {1, 2, 30}) {
      String chat = "15550" + minutes;
      write(chat, "Where is it?");
      CLOCK.advance(Duration.ofMinutes(minutes));
      answer(chat, ann);
      answer(chat, ann); // only the first answer counts
      CLOCK.advance(Duration.ofMinutes(10));
      finish(chat, bob);
      write(chat, "Thanks"); // begins another conversation
    }

    JsonNode found = json(parley.get("/api/stats?from=" + before + "&to=" + today()));

    assertEquals("UTC", found.get("time_zone").stringValue());
    JsonNode responses = agent(found, "Ann").get("first_response");
    assertEquals(6, agent(found, "Ann").get("out").intValue());
    assertEquals(3, responses.get("count").intValue());
    assertNear(120, responses.get("median"));
    assertNear(1800, responses.get("p90"));
    JsonNode resolutions = agent(found, "=Bob").get("resolution");
    assertEquals(3, resolutions.get("count").intValue());
    assertNear(720, resolutions.get("median"));
    assertEquals(6, found.get("total").get("in").intValue());
    assertEquals(0, agent(found, "=Bob").get("out").intValue());
    HttpResponse<String> table =
        parley.get("/api/stats?from=" + before + "&to=" + today(), "Accept", "text/csv");
    assertTrue(
        table.headers().firstValue("Content-Type").orElse("").startsWith("text/csv"),
        table.headers()::toString);
    assertTrue(table.body().startsWith("day,agent,name,in,out,first_responses,"), table::body);
    assertTrue(table.body().contains(",\"'=Bob\",0,0,0,,,"), table::body);
  }

  /// @param kind the type of the message with its content
  private static String call(String id, String at, String kind) {
    return """
    {"entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"310"},
    "messages":[{"from":"15557001","id":"%s","timestamp":"%d",%s}]}}]}]}
    """
        .formatted(id, Instant.parse(at).getEpochSecond(), kind);
  }

  @Test
  void aMessageCountsOnceOnItsDay() {
    String text = "\"type\":\"text\",\"text\":{\"body\":\"Hi\"}";
    String edit =
        "\"type\":\"edit\",\"edit\":{\"original_message_id\":\"wamid.evening\",\"message\":{"
            + text
            + "}}";
    post("/webhook", call("wamid.evening", "2026-01-05T23:59:59Z", text));
    post("/webhook", call("wamid.evening", "2026-01-05T23:59:59Z", text));
    post("/webhook", call("wamid.edit", "2026-01-06T00:00:05Z", edit.replace("Hi", "Hello")));
    post("/webhook", call("wamid.night", "2026-01-06T00:00:00Z", text));

    for (String day : List.of("2026-01-05", "2026-01-06")) {
      JsonNode found = json(parley.get("/api/stats?from=%s&to=%s".formatted(day, day)));
      assertEquals(1, found.at("/total/in").intValue(), found::toString);
    }
    assertTrue(parley.get("/api/chats/15557001").body().contains("Hello"), "it was edited");
  }

  /// What was written on the phone may arrive after the customer's message that followed it.
  @Test
  void aMessageThatWasWrittenBeforeTheQuestionIsNoAnswer() {
    String echo =
        """
        {"entry":[{"changes":[{"field":"smb_message_echoes","value":{
        "metadata":{"phone_number_id":"310","display_phone_number":"15550009"},
        "message_echoes":[{"from":"15550009","to":"15557002","id":"wamid.%s","timestamp":"%d",
        "type":"text","text":{"body":"Hello"}}]}}]}]}
        """;
    String text = "\"type\":\"text\",\"text\":{\"body\":\"Hi\"}";
    String question = call("wamid.question", "2026-02-05T12:00:00Z", text);
    post("/webhook", question.replace("15557001", "15557002"));
    post("/webhook", echo.formatted("early", seconds("2026-02-05T11:50:00Z")));
    post("/webhook", echo.formatted("answer", seconds("2026-02-05T12:05:00Z")));

    JsonNode found = json(parley.get("/api/stats?from=2026-02-05&to=2026-02-05"));

    assertEquals(2, found.at("/total/out").intValue(), found::toString);
    assertEquals(1, found.at("/total/first_response/count").intValue(), found::toString);
    assertNear(300, found.at("/total/first_response/median"));
  }

  private static long seconds(String time) {
    return Instant.parse(time).getEpochSecond();
  }

  @Test
  void wrongDaysAreRefused() {
    for (String days :
        new String[] {
          "from=yesterday",
          "from=2026-01-02&to=2026-01-01",
          "from=2020-01-01&to=2026-01-01",
          "to=-999999999-01-01",
          "from=%2B999999999-12-31&to=%2B999999999-12-31"
        }) {
      assertEquals(400, parley.get("/api/stats?" + days).statusCode(), days);
    }
    assertEquals(200, parley.get("/api/stats?to=9999-12-31").statusCode());
  }
}
