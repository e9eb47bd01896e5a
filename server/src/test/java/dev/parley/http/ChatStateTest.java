package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static dev.parley.http.RunningParley.next;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.TestClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Tests the state of chats, as programs see it.
final class ChatStateTest {
  private static final TestClock CLOCK = TestClock.running();

  @RegisterExtension static final RunningParley parley = RunningParley.with(CLOCK);

  private static void write(String chat, String text) {
    assertEquals(
        200,
        parley
            .post(
                "/webhook",
                "{\"wa_id\":\"%s\",\"text\":\"%s\",\"name\":\"Customer %s\"}"
                    .formatted(chat, text, chat))
            .statusCode());
  }

  private static HttpResponse<String> put(String path, String body) {
    return parley.ask("PUT", path, body.getBytes(UTF_8));
  }

  private static JsonNode update(String chat, String body) {
    HttpResponse<String> answer = put("/api/chats/" + chat, body);
    assertEquals(200, answer.statusCode(), answer::body);
    return json(answer);
  }

  private static String label(String name) {
    HttpResponse<String> made = parley.post("/api/labels", "{\"name\":\"%s\"}".formatted(name));
    assertEquals(201, made.statusCode(), made::body);
    return json(made).get("id").stringValue();
  }

  private static List<String> chats(String query) {
    List<String> all = new ArrayList<>();
    for (String path = "/api/chats?messages=0&limit=2&" + query; !path.isEmpty(); ) {
      HttpResponse<String> page = parley.get(path);
      assertEquals(200, page.statusCode(), page::body);
      json(page).forEach(chat -> all.add(chat.get("wa_id").stringValue()));
      path = next(page);
    }
    return all;
  }

  @Test
  void aChatBeginsOpenAndUnassigned() {
    write("100", "Hello");

    JsonNode chat = json(parley.get("/api/chats?q=100")).get(0);

    assertEquals("open", chat.get("state").stringValue());
    assertTrue(chat.get("snoozed_until").isNull() && chat.get("assignee").isNull());
    assertEquals(0, chat.get("labels").size());
    assertTrue(!chat.get("pinned").booleanValue() && !chat.get("muted").booleanValue());
  }

  @Test
  void changesAreAnsweredSentAndSynced() throws Exception {
    write("200", "Hello");
    String urgent = label("Urgent");
    String position = json(parley.get("/api/sync")).get("position").stringValue();
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      JsonNode chat =
          update(
              "200",
              "{\"state\":\"done\",\"labels\":[\"%s\"],\"pinned\":true,\"muted\":true}"
                  .formatted(urgent));

      assertEquals("done", chat.get("state").stringValue());
      assertTrue(chat.get("messages") == null && chat.get("pinned").booleanValue());
      var event = client.hear("chatUpdated", it -> it.text("wa_id").equals("200"));
      assertEquals("done", event.text("state"));
      assertEquals(urgent, event.payload().get("labels").get(0).asText());
      assertEquals(chat.get("rev").longValue(), event.payload().get("rev").asLong());
      assertTrue(event.payload().path("position").isTextual());

      JsonNode sync = json(parley.get("/api/sync?since=" + position));
      assertEquals("done", sync.get("chats").get(0).get("state").stringValue());

      write("200", "One more thing");
      client.hear(
          "chatUpdated", it -> it.text("wa_id").equals("200") && it.text("state").equals("open"));
    }
  }

  @Test
  void anEventChangesAChatAsWell() throws Exception {
    write("300", "Hello");
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      var answer = client.ask("update-chat", "{\"wa_id\":\"300\",\"state\":\"done\"}");

      assertEquals("done", answer.path("chat").path("state").asText(), answer::toString);
      assertEquals(List.of("300"), chats("state=done&q=300"));
      assertEquals(
          "not_found",
          client.ask("update-chat", "{\"wa_id\":\"399\",\"muted\":true}").path("code").asText());
    }
  }

  @Test
  void aSnoozeEndsByItself() throws Exception {
    write("400", "Hello");
    Instant until = CLOCK.instant().plusSeconds(3500);
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      update("400", "{\"state\":\"snoozed\",\"snoozed_until\":\"%s\"}".formatted(until));
      client.hear(
          "chatUpdated",
          it -> it.text("wa_id").equals("400") && it.text("state").equals("snoozed"));

      CLOCK.advance(Duration.ofHours(1));

      client.hear(
          "chatUpdated", it -> it.text("wa_id").equals("400") && it.text("state").equals("open"));
    }
  }

  @Test
  void listsAreFiltered() {
    for (String chat : List.of("501", "502", "503", "504")) {
      write(chat, "Hello");
    }
    String later = label("Later");
    update("501", "{\"labels\":[\"%s\"]}".formatted(later));
    update("502", "{\"labels\":[\"%s\"],\"state\":\"done\"}".formatted(later));
    parley.post("/api/chats/503/read", "");

    assertEquals(List.of("502", "501"), chats("label=" + later));
    assertEquals(List.of("502"), chats("state=done&label=" + later));
    assertEquals(List.of("504", "502", "501"), chats("unread=true&q=50"));
    assertEquals(List.of("504", "503", "502", "501"), chats("assignee=none&q=c%C3%BAstomer+50"));
    assertEquals(List.of(), chats("assignee=u_1"));

    assertEquals(204, parley.ask("DELETE", "/api/labels/" + later, new byte[0]).statusCode());
    assertEquals(List.of(), chats("label=" + later));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"state\":\"closed\"}",
        "{\"state\":\"snoozed\"}",
        "{\"state\":\"snoozed\",\"snoozed_until\":\"2020-01-01T00:00:00Z\"}",
        "{\"snoozed_until\":\"2036-01-01T00:00:00Z\"}",
        "{\"labels\":[\"none\"]}",
        "{\"labels\":7}",
        "{\"assignee\":\"u_nobody\"}",
        "{\"assignee\":\"me\"}",
        "{\"pinned\":\"often\"}"
      })
  void invalidChangesAreRefused(String body) {
    write("600", "Hello");

    HttpResponse<String> answer = put("/api/chats/600", body);

    assertEquals(400, answer.statusCode(), answer::body);
    assertEquals("invalid_request", json(answer).get("code").stringValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"state=closed", "unread=2", "assignee=me"})
  void invalidFiltersAreRefused(String query) {
    assertEquals(400, parley.get("/api/chats?" + query).statusCode());
  }

  @Test
  void anUnknownChatIsNotFound() {
    assertEquals(404, put("/api/chats/999", "{\"state\":\"done\"}").statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"name\":\" \"}", "{\"name\":\"x\",\"color\":\"red\"}"})
  void aLabelNeedsANameAndAValidColor(String body) {
    assertEquals(400, parley.post("/api/labels", body).statusCode());
  }
}
