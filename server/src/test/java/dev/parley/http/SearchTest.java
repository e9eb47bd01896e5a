package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static dev.parley.http.RunningParley.next;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.SearchTable;
import dev.parley.Waiting;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Tests search, as clients see it.
@Timeout(60)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SearchTest {
  @RegisterExtension static final RunningParley parley = RunningParley.with();

  @BeforeAll
  static void start() {
    SearchTable.MESSAGES.forEach(it -> parley.post("/api/send", SearchTable.body(it)));
    Waiting.until("the search finds it", () -> found("\"full width\"").contains("wi1"));
  }

  private static JsonNode search(String parameters) {
    HttpResponse<String> answer = parley.get("/api/search?" + parameters);
    assertEquals(200, answer.statusCode(), answer.body());
    return json(answer);
  }

  private static String q(String query) {
    return "q=" + URLEncoder.encode(query, UTF_8);
  }

  private static List<String> ids(JsonNode answer) {
    return answer
        .get("messages")
        .valueStream()
        .map(it -> it.get("message").get("id").stringValue())
        .toList();
  }

  private static List<String> found(String query) {
    JsonNode answer = search(q(query));
    return answer.has("indexing") ? List.of() : ids(answer);
  }

  private static void send(String id, String chat, String text, String more) {
    HttpResponse<String> answer =
        parley.post(
            "/api/send",
            "{\"id\":\"%s\",\"wa_id\":\"%s\",\"text\":\"%s\"%s}".formatted(id, chat, text, more));
    assertEquals(201, answer.statusCode(), answer.body());
  }

  private static void incoming(String id, String chat, String text, int second) {
    send(id, chat, text, ",\"type\":\"incoming\",\"timestamp\":" + (1_754_562_600 + second));
  }

  private static String snippet(JsonNode hit) {
    return hit.get("snippet")
        .valueStream()
        .map(it ->
            it.get(1).booleanValue()
                ? "[" + it.get(0).stringValue() + "]"
                : it.get(0).stringValue())
        .collect(Collectors.joining());
  }

  @Test
  @Order(1)
  void everyQueryOfTheTableFindsItsMessages() {
    assertTrue(SearchTable.QUERIES.size() >= 60);

    SearchTable.check(path -> parley.get(path).body());
  }

  @Test
  @Order(2)
  void anIndexThatIsBuiltAgainFindsTheSame() {
    assertEquals(202, parley.post("/api/search/reindex", "").statusCode());
    Waiting.until("the search finds it", () -> found("\"full width\"").contains("wi1"));

    SearchTable.check(path -> parley.get(path).body());
  }

  /// Each of these digits takes two `char`s of Java.
  @Test
  void partOfANumberIsMarkedInDigitsOfAnyKind() {
    incoming("bold", "780001", "Code 𝟏𝟐𝟑𝟒𝟓𝟔", 1);
    Waiting.until("the search finds it", () -> found("\"123456\"").contains("bold"));

    JsonNode hit = search(q("2345 ") + "&wa_id=780001").get("messages").get(0);

    assertEquals("Code 𝟏[𝟐𝟑𝟒𝟓]𝟔", snippet(hit));
  }

  @Test
  void aQuotedTextWithANumberInGroupsIsFoundAsItStands() {
    incoming("grouped", "780002", "Please call 1234 5678 90 today", 1);
    Waiting.until("the search finds it", () -> found("\"1234 5678\" today").contains("grouped"));

    assertTrue(found("\"call 1234 5678 90\"").contains("grouped"));
    assertTrue(found("\"call 1234 5678 90 today").contains("grouped"));
    assertTrue(found("please 12345 67890").contains("grouped"));
    assertFalse(found("\"call 1234 90\"").contains("grouped"));
  }

  /// Only the beginning of a very long text is examined, which may end within an emoji.
  @Test
  void aMatchNearTheEndOfAVeryLongTextIsShown() {
    String text = "la ".repeat(6_660) + "needle12" + " ".repeat(11) + "😀".repeat(50);
    assertEquals(0xD83D, text.charAt(19_999));
    parley.post("/webhook", "{\"wa_id\":\"780003\",\"text\":\"%s\"}".formatted(text));
    Waiting.until("the search finds all", () -> search(q("needle12")).get("messages").size() == 1);

    JsonNode hit = search(q("needle12")).get("messages").get(0);

    assertTrue(snippet(hit).contains("[needle12]"), () -> snippet(hit));
    assertTrue(snippet(hit).endsWith("😀"), () -> snippet(hit));
  }

  @Test
  void theMessagesOfChatsWithALabelAreFound() {
    String label =
        json(parley.post("/api/labels", "{\"name\":\"urgent\"}")).get("id").stringValue();
    for (int i = 1; i <= 3; i++) {
      incoming("labelled-" + i, "77000" + i, "marmalade", i);
    }
    Waiting.until("the search finds all", () -> found("marmalade").size() == 3);
    for (String chat : List.of("770001", "770003")) {
      assertEquals(
          200,
          parley
              .ask(
                  "PUT",
                  "/api/chats/" + chat,
                  "{\"labels\":[\"%s\"]}".formatted(label).getBytes(UTF_8))
              .statusCode());
    }

    JsonNode answer = search(q("marmalade") + "&label=" + label);

    assertEquals(List.of("labelled-3", "labelled-1"), ids(answer));
    assertEquals(2, answer.get("total").intValue());
    assertEquals(
        List.of("labelled-1"), ids(search(q("marmalade") + "&wa_id=770001&label=" + label)));
    assertEquals(List.of(), ids(search(q("marmalade") + "&wa_id=770002&label=" + label)));
    assertEquals(List.of(), ids(search(q("marmalade") + "&label=label_none")));
    assertEquals(0, search(q("770001") + "&label=" + label).get("contacts").size());
  }

  @Test
  void aNewMessageIsFound() {
    incoming("fresh", "301", "quixotic", 1);
    long stored = System.nanoTime();

    Waiting.until("the search finds it", () -> found("quixotic").contains("fresh"));

    long millis = Duration.ofNanos(System.nanoTime() - stored).toMillis();
    assertTrue(millis < 20_000, () -> "after " + millis + " ms"); // other tests share the machine
  }

  @Test
  void anEditedMessageIsFoundByItsNewTextAlone() {
    parley.post("/webhook", arrived("wamid.edit", "{\"body\":\"zebracorn\"}", "text"));
    Waiting.until("the search finds it", () -> found("zebracorn").contains("wamid.edit"));

    parley.post(
        "/webhook",
        arrived(
            "wamid.edit2",
            "{\"original_message_id\":\"wamid.edit\","
                + "\"message\":{\"type\":\"text\",\"text\":{\"body\":\"llamacorn\"}}}",
            "edit"));

    Waiting.until("the search finds it", () -> found("llamacorn").contains("wamid.edit"));
    assertEquals(List.of(), found("zebracorn"));
  }

  @Test
  void aMessageThatWasTakenBackIsNotFound() {
    parley.post("/webhook", arrived("wamid.gone", "{\"body\":\"walruscorn\"}", "text"));
    Waiting.until("the search finds it", () -> found("walruscorn").contains("wamid.gone"));

    parley.post(
        "/webhook", arrived("wamid.gone2", "{\"original_message_id\":\"wamid.gone\"}", "revoke"));

    Waiting.until("the search finds nothing", () -> found("walruscorn").isEmpty());
    assertFalse(found("\"This message was deleted\"").contains("wamid.gone"));
  }

  private static String arrived(String id, String content, String type) {
    return """
    {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages",
    "value":{"messaging_product":"whatsapp",
    "metadata":{"display_phone_number":"15550009999","phone_number_id":"310987654321098"},
    "contacts":[{"profile":{"name":"Zoe Zimmermann"},"wa_id":"15557654321"}],
    "messages":[{"from":"15557654321","id":"%s","timestamp":"1754562600","type":"%s","%s":%s}]}
    }]}]}\
    """
        .formatted(id, type, type, content);
  }

  @Test
  void contactsAreFoundByNameAndNumber() {
    parley.post("/api/contacts", "{\"wa_id\":\"15553334444\",\"name\":\"Márta Kovács\"}");
    Waiting.until("the search finds the contact", () -> contacts("kovacs").contains("15553334444"));

    assertEquals(List.of("15553334444"), contacts("marta kov"));
    assertEquals(List.of("15553334444"), contacts("3334444"));
    assertEquals(List.of("15553334444"), contacts("+1 555 333 4444"));
    assertEquals(List.of("15553334444"), contacts("kovcas"), "with a typing error");
    assertEquals(List.of(), contacts("kovacs -marta"));
    parley.post("/api/contacts", "{\"wa_id\":\"15553334444\",\"name\":\"Eva Nagy\"}");
    Waiting.until("the search finds the contact", () -> contacts("nagy").contains("15553334444"));
    assertEquals(List.of(), contacts("kovacs"));
  }

  private static List<String> contacts(String query) {
    return search(q(query))
        .get("contacts")
        .valueStream()
        .map(it -> it.get("wa_id").stringValue())
        .toList();
  }

  @Test
  void filtersLeaveOutTheOthers() {
    incoming("f1", "311", "filterword one", 1);
    incoming("f2", "312", "filterword two", 2);
    incoming("f3", "311", "filterword three", 3);
    send("f4", "311", "filterword four", "");
    Waiting.until("the search finds all", () -> found("filterword").size() == 4);

    assertEquals(List.of("f4", "f3", "f1"), ids(search("q=filterword&wa_id=311")));
    assertEquals(List.of("f3", "f2", "f1"), ids(search("q=filterword&direction=incoming")));
    assertEquals(List.of("f4"), ids(search("q=filterword&direction=outgoing")));
    assertEquals(4, search("q=filterword&type=text").get("total").intValue());
    assertEquals(List.of(), ids(search("q=filterword&type=image")));
    assertEquals(
        List.of("f2", "f1"), ids(search("q=filterword&to=2025-08-07T10:30:03Z")), "written before");
    assertEquals(
        List.of("f3", "f2"),
        ids(search("q=filterword&from=2025-08-07T10:30:02Z&to=2025-08-07T10:30:04Z")));
  }

  @Test
  void pagesShowEveryHitOnceTheNewestFirst() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      incoming("p" + i, "320", "pageword " + i, i / 3);
      all.add("p" + i);
    }
    incoming("pm", "320", "pagewrod", 1);
    Waiting.until(
        "the search finds all", () -> search("q=pageword&limit=30").get("total").intValue() == 26);

    List<String> seen = new ArrayList<>();
    List<String> totals = new ArrayList<>();
    for (String path = "/api/search?q=pageword&limit=7"; !path.isEmpty(); ) {
      HttpResponse<String> page = parley.get(path);
      seen.addAll(ids(json(page)));
      totals.add(json(page).get("total").toString());
      path = next(page);
    }

    assertEquals(25, seen.size(), "there were enough exact ones");
    assertEquals(all.stream().sorted().toList(), seen.stream().sorted().toList());
    assertEquals(List.of("25", "25", "25", "25"), totals);
    List<String> newestFirst = ids(search("q=pageword&limit=30"));
    assertEquals("p24", newestFirst.getFirst());
    assertEquals("pm", newestFirst.getLast(), "hits with a typing error come last");
  }

  @Test
  void pagesGoOnAmongHitsWithTypingErrors() {
    for (int i = 0; i < 6; i++) {
      incoming("t" + i, "321", "mistkae " + i, i);
    }
    Waiting.until(
        "the search finds all", () -> search("q=mistake&limit=10").get("total").intValue() == 6);

    HttpResponse<String> first = parley.get("/api/search?q=mistake&limit=4");
    HttpResponse<String> second = parley.get(next(first));

    assertEquals(List.of("t5", "t4", "t3", "t2"), ids(json(first)));
    assertEquals(List.of("t1", "t0"), ids(json(second)));
    assertEquals("", next(second));
  }

  @Test
  void aSnippetMarksTheMatches() {
    incoming(
        "s1", "330", "x ".repeat(200) + "the snippetword &lt;b&gt; is here " + "y ".repeat(200), 1);
    incoming("s2", "330", "Snippétwords: <b>bold</b>", 2);
    Waiting.until("the search finds all", () -> found("snippetword").size() == 2);

    JsonNode hits = search("q=snippetword").get("messages");

    assertEquals("[Snippétwords]: <b>bold</b>", snippet(hits.get(0)));
    String cut = snippet(hits.get(1));
    assertTrue(cut.matches("….* the \\[snippetword\\] &lt;b&gt; is here .*…"), cut);
    assertTrue(cut.length() < 200, cut);
    assertEquals(
        "Call me at +1 ([555) 000-1001] after 5",
        snippet(search(q("5550001001")).get("messages").get(0)));
    assertEquals("我的[订单]什么时候发货？", snippet(search(q("订单")).get("messages").get(0)));
  }

  @Test
  void aFoundAnswerShowsItsQuote() {
    incoming("a1", "340", "the question", 1);
    send("a2", "340", "answerword", ",\"reply_to\":\"a1\"");
    Waiting.until("the search finds it", () -> found("answerword").contains("a2"));

    JsonNode message = search("q=answerword").get("messages").get(0).get("message");

    assertEquals("the question", message.get("quoted").get("text").stringValue());
  }

  @Test
  void moreThanAThousandAreCountedToAThousand() {
    for (int call = 0; call < 11; call++) {
      int from = call * 100;
      String messages =
          IntStream.range(from, from + 100)
              .mapToObj(i ->
                  "{\"from\":\"350\",\"id\":\"c%d\",\"timestamp\":\"1754562600\",\"type\":\"text\",\"text\":{\"body\":\"countword %d\"}}"
                      .formatted(i, i))
              .collect(Collectors.joining(","));
      parley.post(
          "/webhook",
          "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[{\"field\":\"messages\",\"value\":{\"messaging_product\":\"whatsapp\",\"metadata\":{\"display_phone_number\":\"1\",\"phone_number_id\":\"310987654321098\"},\"messages\":["
              + messages
              + "]}}]}]}");
    }
    Waiting.until("the search finds it", () -> found("\"countword 1099\"").contains("c1099"));

    JsonNode answer = search("q=countword");

    assertEquals(1000, answer.get("total").intValue());
    assertFalse(answer.get("total_exact").booleanValue());
    assertTrue(search("q=" + "%22countword+1099%22").get("total_exact").booleanValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "q=",
        "q=%20",
        "q=-order",
        "q=order&limit=0",
        "q=order&limit=101",
        "q=order&wa_id=a%20b",
        "q=order&direction=sideways",
        "q=order&type=Image!",
        "q=order&from=soon",
        "q=order&cursor=nonsense",
        "q=order&cursor=MS4wLjE",
        "q=a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q"
      })
  void invalidQueriesAreRefusedWithAReason(String query) {
    HttpResponse<String> answer = parley.get("/api/search?" + query);

    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals("invalid_request", json(answer).get("code").stringValue());
    assertEquals(1, json(answer).get("details").size());
  }

  @Test
  void aQueryThatIsTooLongIsRefused() {
    assertEquals(200, parley.get("/api/search?q=" + "a".repeat(256)).statusCode());
    assertEquals(400, parley.get("/api/search?q=" + "a".repeat(257)).statusCode());
  }

  /// Each word stands for every word of the index that differs from it in one letter.
  @Test
  void queriesWithManySimilarWordsAreAnswered() {
    List<String> words = IntStream.range(0, 40).mapToObj(i -> "k" + letters(i) + "zq").toList();
    StringBuilder text = new StringBuilder();
    for (String word : words) {
      for (char c = 'a'; c <= 'z'; c++) {
        text.append(c == 'q' ? "" : word.substring(0, 4) + c + " ").append(word).append(c);
        text.append(' ');
      }
    }
    String body = "{\"id\":\"spellings\",\"wa_id\":\"4499\",\"text\":\"%s\"}".formatted(text);
    assertEquals(200, parley.post("/webhook", body).statusCode());
    Waiting.until("the search finds a word", () -> found(words.get(1) + "a").contains("spellings"));

    assertEquals(List.of("spellings"), found(String.join("/", words)));
  }

  private static String letters(int number) {
    return "" + (char) ('a' + number / 26) + (char) ('a' + number % 26);
  }

  /// Words whose letters take three or four bytes, or become several letters when they are folded.
  @ParameterizedTest
  @ValueSource(strings = {"\u1200", "\uD800\uDF30", "\uFDF2", "\u0915", "\uFB03"})
  void longWordsOfAnyScriptAreFound(String letter) {
    String word = letter.repeat(64 / letter.length());

    assertEquals(200, parley.get("/api/search?" + q(word + " a")).statusCode());
    assertEquals(200, parley.get("/api/search?" + q(word)).statusCode());
  }

  /// `-Dparley.seed=N` repeats the queries of a run.
  @Test
  void anyTextIsAnsweredOrRefusedInTime() {
    long seed = Long.getLong("parley.seed", System.nanoTime());
    System.out.println("-Dparley.seed=" + seed);
    Random random = new Random(seed);
    String parts = "\"\"--**?~^:()[]{}\\/ &&|| ORand 0123456789 \u0000\uD800\u200D\u0300ا中กé👍ﷺa";

    for (int i = 0; i < 200; i++) {
      String query =
          random
              .ints(1 + random.nextInt(60), 0, parts.length())
              .mapToObj(at -> String.valueOf(parts.charAt(at)))
              .collect(Collectors.joining());
      long began = System.nanoTime();

      int status = parley.get("/api/search?" + q(query)).statusCode();

      assertTrue(status == 200 || status == 400, () -> status + " for " + query);
      assertTrue(System.nanoTime() - began < Duration.ofSeconds(5).toNanos(), query);
    }
  }
}
