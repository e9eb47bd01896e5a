package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Waiting;
import dev.parley.http.ConnectedClient.Event;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// A customer whose number has a chat writes with a hidden number, and then shows it. Both chats
/// become one for clients that are connected, for clients that reconnect, and for the search.
final class JoinedChatsTest {
  private static final String NUMBER = "447700900456";
  private static final String ID = "GB.5550001112223334";

  @RegisterExtension final RunningParley parley = RunningParley.with();

  private long clock;

  @BeforeEach
  void start() {
    send("{\"wa_id\":\"%s\",\"text\":\"our offer\"}".formatted(NUMBER));
    clock = Instant.now().getEpochSecond() + 1;
    receive("wamid.1", "\"from_user_id\":\"%s\"".formatted(ID), "hidden one");
    receive("wamid.2", "\"from_user_id\":\"%s\"".formatted(ID), "hidden two");
  }

  private void numberIsShown() {
    receive("wamid.3", "\"from\":\"%s\",\"from_user_id\":\"%s\"".formatted(NUMBER, ID), "shown");
  }

  private void send(String body) {
    var answer = parley.post("/api/send", body);
    assertEquals(201, answer.statusCode(), answer::body);
  }

  private void receive(String id, String from, String text) {
    String at = String.valueOf(clock++); // messages of one second would be in the order of storing
    var answer =
        parley.post(
            "/webhook",
            """
            {"messages":[{"id":"%s","timestamp":"%s",%s,"type":"text","text":{"body":"%s"}}]}
            """
                .formatted(id, at, from, text));
    assertEquals(200, answer.statusCode(), answer::body);
  }

  private List<String> texts(String chat) {
    return json(parley.get("/api/chats/" + chat))
        .valueStream()
        .map(it -> it.get("text").stringValue())
        .toList();
  }

  private String position() {
    return json(parley.get("/api/sync")).get("position").stringValue();
  }

  private static Set<String> values(JsonNode all, String field) {
    return new TreeSet<>(all.valueStream().map(it -> it.get(field).stringValue()).toList());
  }

  @Test
  void onlyOneChatIsLeft() {
    numberIsShown();

    JsonNode chats = json(parley.get("/api/chats"));
    assertEquals(1, chats.size());
    assertEquals(NUMBER, chats.get(0).get("wa_id").stringValue());
    assertEquals(3, chats.get(0).get("unreadCount").intValue());
    assertEquals(4, chats.get(0).get("seq").intValue());
    assertEquals("shown", chats.get(0).get("lastMessage").get("text").stringValue());
    assertEquals(
        Set.of("our offer", "hidden one", "hidden two", "shown"), new TreeSet<>(texts(NUMBER)));
    assertEquals(1, json(parley.get("/api/contacts")).size());
    assertEquals(
        3, json(parley.post("/api/chats/" + NUMBER + "/read", "{}")).get("updated").intValue());
  }

  @Test
  void connectedClientsReceiveTheJoin() throws Exception {
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      numberIsShown();

      // Before it there may be events of the messages that were stored before the client connected.
      Event shown = client.hear("newMessage", it -> it.text("text").equals("shown"));
      assertEquals(NUMBER, shown.text("wa_id"));
      client.hear("chatUpdated", it -> it.payload().get("wa_id").asText().equals(NUMBER));
      List<String> told = new ArrayList<>();
      for (Event event : client.before()) {
        switch (event.name()) {
          case "newMessage", "messageUpdated" ->
              told.add(
                  "%s %s %s"
                      .formatted(
                          event.name(),
                          event.payload().get("text").asText(),
                          event.payload().get("wa_id").asText()));
          case "removed" ->
              told.add(
                  "removed %s %s"
                      .formatted(
                          event.payload().get("kind").asText(),
                          event.payload().get("wa_id").asText()));
          default -> {}
        }
      }
      assertEquals(
          List.of(
              "messageUpdated hidden one " + NUMBER,
              "messageUpdated hidden two " + NUMBER,
              "removed contact " + ID,
              "removed chat " + ID),
          told);
    }
  }

  @Test
  void reconnectedClientsReceiveTheJoin() {
    String before = position();

    numberIsShown();

    JsonNode sync = json(parley.get("/api/sync?since=" + before));
    assertEquals(Set.of("wamid.1", "wamid.2", "wamid.3"), values(sync.get("messages"), "id"));
    assertEquals(Set.of(NUMBER), values(sync.get("messages"), "wa_id"));
    assertEquals(Set.of(NUMBER), values(sync.get("chats"), "wa_id"));
    assertEquals(Set.of(ID), values(sync.get("removed"), "id"));
    assertEquals(Set.of("chat", "contact"), values(sync.get("removed"), "kind"));
  }

  @Test
  void theSearchFindsTheMessagesInTheOneChat() {
    Waiting.until("it is found", () -> found().contains(ID));

    numberIsShown();

    Waiting.until("it is found in the other chat", () -> found().equals(List.of(NUMBER, NUMBER)));
    Waiting.until(
        "the index has it there too",
        () -> found("hidden&wa_id=" + ID).equals(List.of(NUMBER, NUMBER)));
  }

  private List<String> found() {
    return found("hidden");
  }

  private List<String> found(String query) {
    return json(parley.get("/api/search?q=" + query))
        .get("messages")
        .valueStream()
        .map(it -> it.get("message").get("wa_id").stringValue())
        .toList();
  }

  @Test
  void theOldAddressLeadsToTheChat() {
    numberIsShown();

    send("{\"wa_id\":\"%s\",\"text\":\"to the old address\"}".formatted(ID));

    assertTrue(texts(NUMBER).contains("to the old address"));
    assertEquals(texts(NUMBER), texts(ID));
    assertEquals(
        json(parley.get("/api/chats/" + NUMBER + "/digest")),
        json(parley.get("/api/chats/" + ID + "/digest")));
    assertEquals(
        3, json(parley.post("/api/chats/" + ID + "/read", "{}")).get("updated").intValue());
    assertEquals(1, json(parley.get("/api/chats")).size());
  }

  @Test
  void theTeamCanUseTheOldAddressToo() {
    numberIsShown();

    JsonNode chat = json(ask("PUT", "/api/chats/" + ID, "{\"state\":\"done\"}"));
    assertEquals(NUMBER, chat.get("wa_id").stringValue());
    assertEquals("done", chat.get("state").stringValue());
    String notes = "/api/chats/" + ID + "/notes";
    JsonNode note = json(ask("POST", notes, "{\"text\":\"blue\"}"));
    assertEquals(NUMBER, note.get("wa_id").stringValue());
    String path = notes + "/" + note.get("id").stringValue();
    assertEquals("red", json(ask("PUT", path, "{\"text\":\"red\"}")).get("text").stringValue());
    assertEquals(204, ask("DELETE", path, "").statusCode());
    JsonNode contact =
        json(ask("POST", "/api/contacts", "{\"wa_id\":\"%s\",\"name\":\"Ana\"}".formatted(ID)));
    assertEquals(NUMBER, contact.get("wa_id").stringValue());
    assertEquals(1, json(parley.get("/api/contacts")).size());
  }

  private HttpResponse<String> ask(String method, String path, String body) {
    HttpResponse<String> answer = parley.ask(method, path, body.getBytes(UTF_8));
    assertEquals(2, answer.statusCode() / 100, answer::body);
    return answer;
  }
}
