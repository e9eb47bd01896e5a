package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Tests several users in one chat: no unintended second answer, typing, viewers, canned replies.
final class TeamworkTest {
  @RegisterExtension static final RunningParley parley = RunningParley.with();

  private static long write(String chat, String text) {
    String body = "{\"wa_id\":\"%s\",\"text\":\"%s\",\"type\":\"incoming\"}".formatted(chat, text);
    return json(parley.post("/api/send", body)).get("message").get("seq").longValue();
  }

  private static HttpResponse<String> send(String chat, String text, String more) {
    return parley.post(
        "/api/send", "{\"wa_id\":\"%s\",\"text\":\"%s\"%s}".formatted(chat, text, more));
  }

  private static int messages(String chat) {
    return json(parley.get("/api/chats/" + chat)).size();
  }

  private static String key(String name) {
    HttpResponse<String> made =
        parley.post(
            "/api/keys", "{\"name\":\"%s\",\"scopes\":[\"read\",\"send\"]}".formatted(name));
    assertEquals(201, made.statusCode(), made::body);
    return json(made).get("key").stringValue();
  }

  // --- expect_seq --------------------------------------------------------------------------------

  @Test
  void anAnswerWithTheCurrentSeqIsSent() {
    long seen = write("100", "Where is my order?");

    assertEquals(201, send("100", "On its way", ",\"expect_seq\":" + seen).statusCode());
  }

  @Test
  void anAnswerWithAnOldSeqIsRefusedWithTheMissedMessages() {
    long seen = write("200", "Where is my order?");
    write("200", "It came!");

    HttpResponse<String> refused = send("200", "We look into it", ",\"expect_seq\":" + seen);

    assertEquals(409, refused.statusCode(), refused::body);
    assertEquals("conflict", json(refused).get("code").stringValue());
    assertEquals(1, json(refused).get("messages").size());
    assertEquals("It came!", json(refused).get("messages").get(0).get("text").stringValue());
    assertEquals(2, messages("200"));
  }

  @Test
  void theSameMessageAgainIsNoSecondAnswer() {
    long seen = write("300", "Where is my order?");
    String more = ",\"id\":\"once-300\",\"expect_seq\":" + seen;
    assertEquals(201, send("300", "On its way", more).statusCode());

    assertEquals(200, send("300", "On its way", more).statusCode());
  }

  @Test
  void onlyOneOfSeveralConcurrentAnswersIsSent() throws Exception {
    long seen = write("400", "Where is my order?");
    List<Callable<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String text = "answer " + i;
      answers.add(() -> send("400", text, ",\"expect_seq\":" + seen).statusCode());
    }

    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> answer : threads.invokeAll(answers)) {
        statuses.add(answer.get());
      }
    }

    assertEquals(List.of(201, 409, 409, 409, 409, 409), statuses.stream().sorted().toList());
    assertEquals(2, messages("400"));
  }

  @Test
  void theEventIsRefusedInTheSameWay() throws Exception {
    write("500", "Where is my order?");
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      var answer =
          client.ask("send", "{\"wa_id\":\"500\",\"text\":\"On its way\",\"expect_seq\":0}");

      assertEquals("conflict", answer.path("code").asText());
      assertEquals("Where is my order?", answer.path("messages").path(0).path("text").asText());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "\"many\"", "1e30", "[]", "99999999999999999999"})
  void anInvalidSeqIsRefused(String seq) {
    assertEquals(400, send("600", "x", ",\"expect_seq\":" + seq).statusCode());
    assertEquals(0, messages("600"));
  }

  // --- Who is there ------------------------------------------------------------------------------

  @Test
  void colleaguesSeeWhoIsTyping() throws Exception {
    try (ConnectedClient ann = ConnectedClient.to(parley, key("Ann"));
        ConnectedClient ben = ConnectedClient.to(parley)) {
      ben.ask("join-chat", "{\"chatId\":\"700\"}");
      ann.ask("typing", "{\"chatId\":\"700\",\"wa_id\":\"700\",\"name\":\"somebody\"}");

      var typing = ben.hear("userTyping");

      assertEquals("Ann", typing.payload().path("by").path("name").asText());
      assertEquals("key", typing.payload().path("by").path("kind").asText());
      ben.ask("typing", "{\"chatId\":\"701\",\"wa_id\":\"701\"}");
    }
  }

  @Test
  void viewersOfAChatAreShownToItsRoom() throws Exception {
    String annsKey = key("Ann");
    try (ConnectedClient ben = ConnectedClient.to(parley)) {
      ben.ask("join-chat", "{\"chatId\":\"800\"}");
      try (ConnectedClient ann = ConnectedClient.to(parley, annsKey);
          ConnectedClient annAgain = ConnectedClient.to(parley, annsKey)) {
        ann.ask("join-chat", "{\"chatId\":\"800\"}");
        assertEquals(List.of("Ann"), viewers(ben));

        annAgain.ask("join-chat", "{\"chatId\":\"800\"}");
        ann.ask("leave-chat", "{\"chatId\":\"800\"}");
        assertFalse(
            ben.soFar().stream().anyMatch(it -> it.name().equals("chatViewers")),
            "Ann still looks at it, with another connection");
      }
      assertEquals(List.of(), viewers(ben));
    }
  }

  private static List<String> viewers(ConnectedClient client) throws Exception {
    var event = client.hear("chatViewers", it -> it.text("chatId").equals("800"));
    List<String> names = new ArrayList<>();
    event.payload().path("viewers").forEach(it -> names.add(it.path("name").asText()));
    return names;
  }

  // --- Canned replies ----------------------------------------------------------------------------

  @Test
  void aReplyIsAddedChangedAndRemoved() {
    JsonNode added =
        json(
            parley.post(
                "/api/replies",
                "{\"shortcut\":\"hi\",\"text\":\"Hello {{name}}!\",\"content\":{\"type\":\"image\","
                    + "\"link\":\"https://a.example/a.jpg\"}}"));
    String path = "/api/replies/" + added.get("id").stringValue();

    assertEquals("Hello {{name}}!", added.get("text").stringValue());
    assertEquals("image", added.get("content").get("type").stringValue());
    assertEquals(
        409, parley.post("/api/replies", "{\"shortcut\":\"hi\",\"text\":\"x\"}").statusCode());
    JsonNode changed =
        json(
            parley.ask("PUT", path, "{\"shortcut\":\"hi\",\"text\":\"Good day\"}".getBytes(UTF_8)));
    assertTrue(changed.get("content").isNull());
    assertEquals(List.of(changed), List.copyOf(json(parley.get("/api/replies")).values()));
    assertEquals(204, parley.ask("DELETE", path, new byte[0]).statusCode());
    assertEquals(404, parley.ask("DELETE", path, new byte[0]).statusCode());
    assertEquals(0, json(parley.get("/api/replies")).size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"shortcut\":\"hi\"}",
        "{\"shortcut\":\"h i\",\"text\":\"x\"}",
        "{\"shortcut\":\"hi\",\"text\":\" \"}",
        "{\"shortcut\":\"hi\",\"text\":\"x\",\"content\":{}}"
      })
  void aReplyNeedsAShortcutAndAText(String body) {
    assertEquals(400, parley.post("/api/replies", body).statusCode());
  }
}
