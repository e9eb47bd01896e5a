package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static dev.parley.http.RunningParley.next;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Tests chats, messages and contacts, page by page. There are seven chats, `1` to `7`, with seven
/// messages each; message `n` of chat `c` was written in second `1000 * c + n`.
final class ListsTest {
  private static final int CHATS = 7;

  @RegisterExtension static final RunningParley parley = RunningParley.with();

  @BeforeAll
  static void start() {
    for (int chat = 1; chat <= CHATS; chat++) {
      for (int n = 1; n <= chat; n++) {
        post(chat, 1000 * chat + n, "m" + n);
      }
    }
  }

  @Test
  void theChatWithTheNewestMessageIsFirst() {
    assertEquals(List.of("7", "6", "5", "4", "3", "2", "1"), texts(chats("/api/chats"), "wa_id"));
  }

  @Test
  void aChatHasItsNewestMessagesOldestFirst() {
    JsonNode chat = chats("/api/chats?limit=1&messages=3").get(0);

    assertEquals(List.of("m5", "m6", "m7"), texts(chat.get("messages"), "text"));
    assertEquals("m7", chat.get("lastMessage").get("text").stringValue());
    assertEquals(7, chat.get("unreadCount").intValue());
    assertEquals(7, chat.get("seq").intValue());
    assertFalse(chat.get("is_online").booleanValue(), "the messages are of 1970");
  }

  @Test
  void theDefaultPageSizeIsASetting(@TempDir Path folder) {
    try (RunningParley own =
        RunningParley.start(folder, "CHATS_DEFAULT", "2", "MESSAGES_DEFAULT", "1")) {
      for (int i = 0; i < 6; i++) {
        own.post("/webhook", "{\"wa_id\":\"%d\",\"text\":\"m%d\"}".formatted(i % 3, i));
      }

      JsonNode chats = json(own.get("/api/chats"));

      assertEquals(2, chats.size());
      assertEquals(List.of("m5"), texts(chats.get(0).get("messages"), "text"));
      assertEquals(2, json(own.get("/api/chats?limit=1&messages=9")).get(0).get("messages").size());
    }
  }

  @Test
  void followingTheLinksShowsEveryChatOnce() {
    List<String> seen = new ArrayList<>();
    for (String path = "/api/chats?messages=1&limit=2"; !path.isEmpty(); ) {
      HttpResponse<String> page = parley.get(path);
      assertTrue(json(page).size() <= 2);
      assertEquals(1, json(page).get(0).get("messages").size(), "the link keeps `messages`");
      seen.addAll(texts(json(page), "wa_id"));
      path = next(page);
    }

    assertEquals(List.of("7", "6", "5", "4", "3", "2", "1"), seen);
  }

  @Test
  void followingTheLinksShowsEveryMessageOnceBackwards() {
    List<String> seen = new ArrayList<>();
    for (String path = "/api/chats/7?limit=3"; !path.isEmpty(); ) {
      HttpResponse<String> page = parley.get(path);
      seen.addAll(0, texts(json(page), "text"));
      path = next(page);
    }

    assertEquals(List.of("m1", "m2", "m3", "m4", "m5", "m6", "m7"), seen);
  }

  @Test
  void followingTheLinksShowsEveryContactOnce() {
    List<String> seen = new ArrayList<>();
    for (String path = "/api/contacts?limit=3"; !path.isEmpty(); ) {
      HttpResponse<String> page = parley.get(path);
      seen.addAll(texts(json(page), "wa_id"));
      path = next(page);
    }

    assertEquals(
        IntStream.rangeClosed(1, CHATS).mapToObj(Integer::toString).toList(),
        seen.stream().sorted().toList());
  }

  @Test
  void onlyMessagesBeforeATimeAreShown() {
    assertEquals(
        List.of("m1", "m2"), texts(chats("/api/chats/7?before=1970-01-01T01:56:43Z"), "text"));
  }

  @Test
  void anUnknownChatIsEmpty() {
    HttpResponse<String> answer = parley.get("/api/chats/nobody");

    assertEquals(200, answer.statusCode());
    assertEquals("[]", answer.body());
  }

  @Test
  void webhookDataIsShownOnlyOnRequest() {
    JsonNode plain = chats("/api/chats/1").get(0);
    JsonNode asked = chats("/api/chats/1?include=webhook_data").get(0);
    JsonNode inList =
        chats("/api/chats?include=webhook_data").get(CHATS - 1).get("messages").get(0);

    assertFalse(plain.has("webhook_data"));
    assertEquals("m1", asked.get("webhook_data").get("text").stringValue());
    assertEquals(asked, inList);
  }

  @Test
  void aChangeShowsInTheNextList(@TempDir Path folder) {
    try (RunningParley own = RunningParley.start(folder)) {
      own.post("/webhook", "{\"wa_id\":\"1\",\"text\":\"a\",\"id\":\"a\"}");
      JsonNode before = json(own.get("/api/chats")).get(0);
      own.post("/webhook", "{\"wa_id\":\"1\",\"text\":\"b\",\"id\":\"b\"}");
      own.post("/api/chats/1/read", "");
      JsonNode after = json(own.get("/api/chats")).get(0);

      assertEquals(List.of("delivered"), texts(before.get("messages"), "status"));
      assertEquals(List.of("read", "read"), texts(after.get("messages"), "status"));
      assertEquals(0, after.get("unreadCount").intValue());
    }
  }

  @Test
  void aListLongerThanAChunkArrivesWhole(@TempDir Path folder) {
    try (RunningParley own = RunningParley.start(folder)) {
      String text = "\u00e4".repeat(2000);
      for (int i = 0; i < 60; i++) {
        own.post("/api/send", "{\"wa_id\":\"1\",\"text\":\"" + text + "\"}");
      }

      HttpResponse<String> list = own.get("/api/chats?messages=60");

      assertEquals("chunked", list.headers().firstValue("Transfer-Encoding").get());
      assertEquals(60, json(list).get(0).get("messages").size());
      assertEquals(text, json(list).get(0).get("messages").get(59).get("text").stringValue());
    }
  }

  @Test
  void readingAChatReturnsTheNumberOfReadMessages(@TempDir Path folder) {
    try (RunningParley own = RunningParley.start(folder)) {
      own.post("/webhook", "{\"wa_id\":\"1\",\"text\":\"a\"}");
      own.post("/webhook", "{\"wa_id\":\"1\",\"text\":\"b\"}");

      assertEquals("{\"success\":true,\"updated\":2}", own.post("/api/chats/1/read", "").body());
      assertEquals("{\"success\":true,\"updated\":0}", own.post("/api/chats/1/read", "").body());
    }
  }

  private static void post(int chat, int second, String text) {
    String body =
        "{\"wa_id\":\"%d\",\"text\":\"%s\",\"timestamp\":%d}".formatted(chat, text, second);
    assertEquals(200, parley.post("/webhook", body).statusCode());
  }

  private static JsonNode chats(String path) {
    return json(parley.get(path));
  }

  private static List<String> texts(JsonNode array, String field) {
    return array.valueStream().map(element -> element.get(field).stringValue()).toList();
  }
}
