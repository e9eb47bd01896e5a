package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// One message, its thread, and the pages around it. Chat `200` has the messages `p1` to `p20`.
final class ThreadsTest {
  private static final Pattern LINK = Pattern.compile("<([^>]+)>; rel=\"([a-z]+)\"");
  private static final int MESSAGES = 20;

  @RegisterExtension static final RunningParley parley = RunningParley.with();

  @BeforeAll
  static void start() {
    for (int i = 1; i <= MESSAGES; i++) {
      incoming("p" + i, "200", "page " + i, i / 3, "");
    }
  }

  private static JsonNode incoming(String id, String chat, String text, int second, String more) {
    return json(parley.post(
            "/api/send",
            "{\"id\":\"%s\",\"wa_id\":\"%s\",\"text\":\"%s\",\"type\":\"incoming\",\"timestamp\":%d%s}"
                .formatted(id, chat, text, 1_754_562_600 + second, more)))
        .get("message");
  }

  private static String quoting(String id) {
    return ",\"reply_to\":\"" + id + "\"";
  }

  private static List<String> ids(HttpResponse<String> answer) {
    assertEquals(200, answer.statusCode(), answer.body());
    return json(answer).valueStream().map(it -> it.get("id").stringValue()).toList();
  }

  private static List<String> pages(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "p" + i).toList();
  }

  private static String link(HttpResponse<String> page, String relation) {
    Matcher links = LINK.matcher(page.headers().firstValue("Link").orElse(""));
    while (links.find()) {
      if (links.group(2).equals(relation)) {
        return links.group(1);
      }
    }
    return "";
  }

  @Test
  void quotesAreShownWhereverTheAnswerIs() {
    incoming("q1", "201", "x".repeat(300), 1, "");
    JsonNode answered = incoming("q2", "201", "yes", 2, quoting("q1"));

    JsonNode quoted = answered.get("quoted");
    assertEquals("q1", quoted.get("id").stringValue());
    assertEquals("Contact 201", quoted.get("name").stringValue());
    assertEquals("incoming", quoted.get("type").stringValue());
    assertEquals("text", quoted.get("message_type").stringValue());
    assertEquals("x".repeat(200), quoted.get("text").stringValue());
    assertEquals(answered, json(parley.get("/api/messages/q2")));
    JsonNode listed = json(parley.get("/api/chats/201"));
    assertEquals(answered, listed.get(1));
    assertFalse(listed.get(0).has("quoted"), "the message is not an answer");
    JsonNode chat =
        json(parley.get("/api/chats?limit=200"))
            .valueStream()
            .filter(it -> it.get("wa_id").stringValue().equals("201"))
            .findFirst()
            .orElseThrow();
    assertEquals(quoted, chat.get("lastMessage").get("quoted"));
    assertEquals(quoted, chat.get("messages").get(1).get("quoted"));
  }

  @Test
  void aQuotedMessageThatIsNotThereIsNull() {
    JsonNode answer = incoming("q3", "202", "yes", 2, quoting("wamid.unknown"));

    assertTrue(answer.get("quoted").isNull());
  }

  @Test
  void aMessageThatArrivesAfterItsAnswerIsQuotedInTheChatList() {
    incoming("q4", "203", "yes", 2, quoting("q5"));
    parley.get("/api/chats?limit=200");
    incoming("q5", "203", "late", 1, "");

    JsonNode chat =
        json(parley.get("/api/chats?limit=200"))
            .valueStream()
            .filter(it -> it.get("wa_id").stringValue().equals("203"))
            .findFirst()
            .orElseThrow();

    assertEquals("late", chat.get("lastMessage").get("quoted").get("text").stringValue());
  }

  @Test
  void aMessageCanIncludeItsWebhookData() {
    parley.post("/webhook", "{\"id\":\"w1\",\"wa_id\":\"204\",\"text\":\"hi\"}");

    JsonNode plain = json(parley.get("/api/messages/w1"));
    JsonNode whole = json(parley.get("/api/messages/w1?include=webhook_data"));

    assertFalse(plain.has("webhook_data"));
    assertEquals("hi", whole.get("webhook_data").get("text").stringValue());
  }

  @Test
  void aThreadHasTheMessageAndItsAnswers() {
    incoming("t1", "205", "root", 1, "");
    incoming("t2", "205", "answer", 2, quoting("t1"));
    incoming("t3", "205", "aside", 3, "");
    incoming("t4", "205", "answer to the answer", 4, quoting("t2"));

    HttpResponse<String> thread = parley.get("/api/messages/t2/thread");

    assertEquals(List.of("t1", "t2", "t4"), ids(thread));
    assertEquals("answer", json(thread).get(2).get("quoted").get("text").stringValue());
    assertEquals(List.of("t3"), ids(parley.get("/api/messages/t3/thread")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/messages/nobody",
        "/api/messages/nobody/thread",
        "/api/chats/200?around=nobody",
        "/api/chats/999?around=p1"
      })
  void unknownMessagesAreNotFound(String path) {
    HttpResponse<String> answer = parley.get(path);

    assertEquals(404, answer.statusCode(), answer.body());
    assertEquals("not_found", json(answer).get("code").stringValue());
  }

  @Test
  void aPageAroundAMessageHasThoseBeforeAndAfter() {
    HttpResponse<String> page = parley.get("/api/chats/200?around=p10&limit=6");

    assertEquals(pages(7, 12), ids(page));
    assertEquals(pages(1, 6), ids(parley.get(link(page, "next"))));
    assertEquals(pages(13, 18), ids(parley.get(link(page, "prev"))));
  }

  @Test
  void aPageAtAnEndOfTheChatHasNoLinkBeyond() {
    HttpResponse<String> newest = parley.get("/api/chats/200?around=p19&limit=6");
    HttpResponse<String> oldest = parley.get("/api/chats/200?around=p2&limit=6");
    HttpResponse<String> single = parley.get("/api/chats/200?around=p7&limit=1");

    assertEquals(pages(15, 20), ids(newest), "filled up with older ones");
    assertEquals("", link(newest, "prev"));
    assertEquals(pages(1, 4), ids(oldest));
    assertEquals("", link(oldest, "next"));
    assertEquals(List.of("p7"), ids(single));
  }

  @Test
  void followingALinkForwardsShowsEveryLaterMessageOnce() {
    HttpResponse<String> page = parley.get("/api/chats/200?around=p1&limit=4");
    List<String> seen = new ArrayList<>(ids(page));
    for (String path = link(page, "prev"); !path.isEmpty(); path = link(page, "next")) {
      page = parley.get(path);
      seen.addAll(ids(page));
    }

    assertEquals(pages(1, MESSAGES), seen);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "around=a%20b",
        "around=p1&after=x",
        "around=p1&before=2026-01-01T00:00:00Z",
        "around=p1&cursor=x",
        "after=nonsense",
        "after=MS4wLjE&cursor=MS4wLjE",
        "around=p1&limit=0"
      })
  void aWrongPlaceIsNamed(String query) {
    HttpResponse<String> answer = parley.get("/api/chats/200?" + query);

    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals(1, json(answer).get("details").size());
  }
}
