package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.http.SeveralAgents.Agent;
import dev.parley.realtime.Realtime;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Every route and every event, asked for a chat that the caller does not see, and for one that
/// does not exist: the answers are equal, and contain nothing of the chat. A route or an event
/// without a row fails the test.
@Timeout(120)
final class HiddenChatTest {
  /// The address of the chat. Below are its customer's name, a message in it, and a note about it.
  private static final String CHAT = "4001";

  private static final String NAME = "Hidden Henry";
  private static final String TEXT = "hush the vault code";
  private static final String NOTE = "beware of him";

  /// Route, status, path, body. `{chat}`, `{message}`, `{note}` and `{file}` stand for hidden or
  /// missing objects; `{mine}` for a chat that the caller sees. A route with `-` is not for agents,
  /// or its request contains no object of a chat. If there are two statuses, the request begins the
  /// chat if it does not exist, and the second one is the answer to that.
  private static final String ROUTES =
      """
      GET /api/chats | 200 | /api/chats?messages=50
      GET /api/chats | 200 | /api/chats?q={chat}
      GET /api/chats | 200 | /api/chats?team=support
      GET /api/chats | 200 | /api/chats?assignee={tom}
      GET /api/chats | 200 | /api/chats?unread=true&include=webhook_data
      GET /api/chats/:wa_id | 404 | /api/chats/{chat}
      GET /api/chats/:wa_id | 404 | /api/chats/{chat}?include=notes,webhook_data
      GET /api/chats/:wa_id | 404 | /api/chats/{chat}?around={message}
      GET /api/chats/:wa_id | 404 | /api/chats/{mine}?around={message}
      PUT /api/chats/:wa_id | 404 | /api/chats/{chat} | {"state":"done"}
      PUT /api/chats/:wa_id | 404 | /api/chats/{chat} | {"assignee":"me"}
      GET /api/chats/:wa_id/digest | 404 | /api/chats/{chat}/digest
      POST /api/chats/:wa_id/notes | 404 | /api/chats/{chat}/notes | {"text":"x"}
      PUT /api/chats/:wa_id/notes/:id | 404 | /api/chats/{chat}/notes/{note} | {"text":"x"}
      PUT /api/chats/:wa_id/notes/:id | 404 | /api/chats/{mine}/notes/{note} | {"text":"x"}
      DELETE /api/chats/:wa_id/notes/:id | 404 | /api/chats/{chat}/notes/{note}
      DELETE /api/chats/:wa_id/notes/:id | 404 | /api/chats/{mine}/notes/{note}
      POST /api/chats/:wa_id/read | 404 | /api/chats/{chat}/read | {}
      POST /api/chats/:wa_id/typing | 404 | /api/chats/{chat}/typing | {}
      GET /api/sync | 200 | /api/sync?since={begin}&include=notes
      GET /api/search | 200 | /api/search?q=vault
      GET /api/search | 200 | /api/search?q=vault&wa_id={chat}
      GET /api/search | 200 | /api/search?q={chat}
      GET /api/search | 200 | /api/search?q=henry
      POST /api/send | 404/201 | /api/send | {"wa_id":"{chat}","text":"x"}
      POST /api/send | 404/201 | /api/send | {"wa_id":"{chat}","text":"x","expect_seq":0}
      POST /api/send | 404/201 | /api/send | {"wa_id":"{chat}","text":"x","type":"incoming"}
      POST /api/send | 404 | /api/send | {"wa_id":"{chat}","content":{"type":"reaction","message_id":"{message}","emoji":"👍"}}
      POST /api/send | 400 | /api/send | {"wa_id":"{mine}","content":{"type":"reaction","message_id":"{message}","emoji":"👍"}}
      POST /api/send | 400 | /api/send | {"wa_id":"{mine}","content":{"type":"document","media":"{file}"}}
      POST /api/send | 201 | /api/send | {"wa_id":"{mine}","text":"x","reply_to":"{message}"}
      POST /api/messages/:id/retry | 404 | /api/messages/{message}/retry | {}
      GET /api/messages/:id | 404 | /api/messages/{message}
      GET /api/messages/:id | 404 | /api/messages/{message}?include=webhook_data
      GET /api/messages/:id/thread | 404 | /api/messages/{message}/thread
      GET /api/media/:id | 404 | /api/media/{file}
      GET /api/media/:id | 404 | /api/media/{file}?size=thumb
      GET /api/contacts | 200 | /api/contacts
      DELETE /api/contacts/:wa_id | 403 | /api/contacts/{chat}
      POST /api/contacts | 404 | /api/contacts | {"wa_id":"{chat}","name":"x"}
      POST /v:version/:phone_number_id/messages | 400/200 | /v25.0/310987654321098/messages | {"messaging_product":"whatsapp","to":"{chat}","type":"text","text":{"body":"x"}}
      POST /v:version/:phone_number_id/messages | 400 | /v25.0/310987654321098/messages | {"messaging_product":"whatsapp","status":"read","message_id":"{message}"}
      GET /v:version/:media_id | 400 | /v25.0/{file}
      POST /api/media | -
      POST /v:version/:phone_number_id/media | -
      GET /api/templates | -
      POST /api/templates/refresh | -
      GET /api/labels | -
      POST /api/labels | -
      PUT /api/labels/:id | -
      DELETE /api/labels/:id | -
      GET /api/replies | -
      POST /api/replies | -
      PUT /api/replies/:id | -
      DELETE /api/replies/:id | -
      GET /api/colleagues | -
      GET /api/teams | -
      """;

  /// The event, the code of the answer (`success` if it has none), and the payload.
  private static final String EVENTS =
      """
      join-user | forbidden | {"userId":"{chat}"}
      join-chat | not_found | {"chatId":"{chat}"}
      join-chat | not_found | {"chatId":"+{chat}"}
      leave-chat | success | {"chatId":"{chat}"}
      typing | not_found | {"chatId":"{chat}","wa_id":"9","name":"Ann"}
      stop-typing | not_found | {"chatId":"{chat}","wa_id":"9","name":"Ann"}
      userTyping | not_found | {"wa_id":"{chat}","isTyping":true}
      send | not_found/success | {"wa_id":"{chat}","text":"x"}
      send | success | {"wa_id":"{mine}","text":"x","reply_to":"{message}"}
      mark-read | not_found | {"wa_id":"{chat}"}
      update-chat | not_found | {"wa_id":"{chat}","state":"done"}
      auth:refresh | forbidden | {"token":"{message}"}
      """;

  /// The routes that are not for agents, or open to everybody.
  private static final Set<String> OF_NO_CHAT =
      Set.of(
          "/health",
          "/api/me",
          "/api/sessions",
          "/api/users",
          "/api/keys",
          "/api/hooks",
          "/api/audit",
          "/api/doctor",
          "/api/erasures",
          "/api/samples",
          "/api/stats",
          "/api/search/reindex",
          "/api/login",
          "/api/logout",
          "/api/setup",
          "/api/password",
          "/api/auth",
          "/metrics",
          "/webhook",
          "/docs",
          "/assets",
          "/settings",
          "/login",
          "/setup",
          "/c",
          "/openapi.yaml",
          "/asyncapi.yaml",
          "/.well-known");

  private static final AtomicInteger NEXT = new AtomicInteger();

  @RegisterExtension
  static final RunningParley parley =
      RunningParley.with(
          "PHONE_NUMBER_ID", "310987654321098", "RATE_LIMIT_API", "0", "RATE_LIMIT_SEND", "0");

  private static SeveralAgents agents;
  private static final Map<String, String> HIDDEN = new HashMap<>();
  private static final Map<String, String> ABSENT =
      Map.of(
          "{chat}", "4999",
          "{message}", "nothing-1",
          "{note}", "note_0000000000",
          "{file}", "med_" + "0".repeat(32));

  /// The position of the store before the chat began, by the name of an agent.
  private static final Map<String, String> BEGIN = new HashMap<>();

  @BeforeAll
  static void start() {
    agents = SeveralAgents.of(parley);
    for (Agent agent : List.of(agents.sam(), agents.ben(), agents.tom())) {
      BEGIN.put(
          agent.name(),
          json(parley.get("/api/sync", agent.headers())).get("position").stringValue());
    }
    write("4002", "of sales", "Sally");
    assertEquals(200, agents.give("4002", null, "sales").statusCode());
    write("4004", "of ben", "Sue");
    assertEquals(200, agents.give("4004", agents.ben().id(), null).statusCode());
    write(CHAT, TEXT, NAME);
    assertEquals(200, agents.give(CHAT, agents.tom().id(), "support").statusCode());
    HIDDEN.put("{chat}", CHAT);
    HIDDEN.put("{message}", json(parley.get("/api/chats/" + CHAT)).get(0).get("id").stringValue());
    HIDDEN.put(
        "{note}",
        json(parley.post("/api/chats/" + CHAT + "/notes", "{\"text\":\"%s\"}".formatted(NOTE)))
            .get("id")
            .stringValue());
    HttpResponse<String> file =
        parley.ask(
            "POST",
            "/api/media?name=vault.txt",
            TEXT.getBytes(UTF_8),
            "Content-Type",
            "text/plain");
    assertEquals(201, file.statusCode(), file::body);
    HIDDEN.put("{file}", json(file).get("id").stringValue());
    HttpResponse<String> sent =
        parley.post(
            "/api/send",
            "{\"wa_id\":\"%s\",\"content\":{\"type\":\"document\",\"media\":\"%s\"}}"
                .formatted(CHAT, HIDDEN.get("{file}")));
    assertEquals(201, sent.statusCode(), sent::body);
  }

  private static void write(String chat, String text, String name) {
    assertEquals(
        200,
        parley
            .post(
                "/webhook",
                "{\"wa_id\":\"%s\",\"text\":\"%s\",\"name\":\"%s\"}".formatted(chat, text, name))
            .statusCode());
  }

  private record Row(String what, String expected, List<String> words) {
    static List<Row> of(String table) {
      return table
          .lines()
          .map(line -> List.of(line.split(" \\| ", -1)))
          .map(it -> new Row(it.get(0), it.get(1), it.subList(2, it.size())))
          .toList();
    }

    /// Whether the row makes a request.
    boolean asks() {
      return !expected.equals("-");
    }

    /// Whether the request begins a chat that does not exist.
    boolean begins() {
      return expected.contains("/");
    }

    /// The expected answer for the hidden chat.
    String forHidden() {
      return expected.split("/", 2)[0];
    }

    /// The expected answer for a chat that does not exist.
    String forAbsent() {
      return begins() ? expected.split("/", 2)[1] : expected;
    }
  }

  private static boolean isBelow(String path, String other) {
    return path.equals(other) || path.startsWith(other + "/");
  }

  private static String filled(String template, Map<String, String> ids, Agent agent) {
    String text = template;
    for (var id : ids.entrySet()) {
      text = text.replace(id.getKey(), id.getValue());
    }
    return text.replace("{mine}", agent.name().equals("sam") ? "4002" : "4004")
        .replace("{tom}", agents.tom().id())
        .replace("{begin}", String.valueOf(BEGIN.get(agent.name())));
  }

  private static HttpResponse<String> ask(Row row, Map<String, String> ids, Agent agent) {
    String body = row.words().size() > 1 ? filled(row.words().get(1), ids, agent) : "";
    return parley.ask(
        row.what().substring(0, row.what().indexOf(' ')),
        filled(row.words().getFirst(), ids, agent),
        body.getBytes(UTF_8),
        Stream.concat(Stream.of("Content-Type", "application/json"), Stream.of(agent.headers()))
            .toArray(String[]::new));
  }

  /// Replaces the ids in a path. For routes that begin a chat, the chat is a new one.
  private static Map<String, String> absent(Row row) {
    Map<String, String> ids = new HashMap<>(ABSENT);
    if (row.begins()) {
      ids.put("{chat}", "4998" + NEXT.incrementAndGet());
    }
    return ids;
  }

  private static String plain(String answer, Map<String, String> ids) {
    String text = answer;
    for (String id : ids.values()) {
      text = text.replace(id, "X");
    }
    return text.replaceAll("\"(requestId|fbtrace_id)\":\"[^\"]*\"", "");
  }

  /// Checks that hidden data is in no answer, unless it was part of the request.
  private static void assertSaysNothing(Row row, String answer) {
    Stream.concat(
            Stream.of(NAME, TEXT, NOTE, "vault.txt"),
            HIDDEN.entrySet().stream()
                .filter(id -> !row.words().toString().contains(id.getKey()))
                .map(Map.Entry::getValue))
        .forEach(secret ->
            assertFalse(
                answer.contains('"' + secret) || answer.contains(secret + '"'),
                () -> row + " says " + secret + ": " + answer));
  }

  private static String hiddenChat() {
    return parley.get("/api/chats/" + CHAT + "?include=notes,webhook_data").body()
        + parley.get("/api/chats?q=" + CHAT + "&messages=0").body();
  }

  private static void assertHidden(Agent agent) throws Exception {
    String before = hiddenChat();
    for (Row row : Row.of(ROUTES)) {
      if (row.asks()) {
        HttpResponse<String> hidden = ask(row, HIDDEN, agent);
        HttpResponse<String> absent = ask(row, absent(row), agent);
        assertEquals(
            row.forHidden(), String.valueOf(hidden.statusCode()), () -> row + ": " + hidden.body());
        assertEquals(
            row.forAbsent(), String.valueOf(absent.statusCode()), () -> row + ": " + absent.body());
        if (hidden.statusCode() >= 400 && !row.begins()) {
          assertEquals(plain(absent.body(), ABSENT), plain(hidden.body(), HIDDEN), row::toString);
        }
        assertSaysNothing(row, hidden.body());
      }
    }
    try (ConnectedClient client = ConnectedClient.to(parley, agent.token())) {
      for (Row row : Row.of(EVENTS)) {
        String hidden =
            client.ask(row.what(), filled(row.words().getFirst(), HIDDEN, agent)).toString();
        String absent =
            client.ask(row.what(), filled(row.words().getFirst(), absent(row), agent)).toString();
        if (row.expected().equals("success")) {
          assertTrue(hidden.contains("\"success\":true"), () -> row + ": " + hidden);
        } else {
          assertTrue(
              hidden.contains("\"code\":\"" + row.forHidden() + '"'), () -> row + ": " + hidden);
          if (row.begins()) {
            assertTrue(absent.contains("\"success\":true"), () -> row + ": " + absent);
          } else {
            assertEquals(plain(absent, ABSENT), plain(hidden, HIDDEN), row::toString);
          }
        }
        assertSaysNothing(row, hidden);
      }
      client
          .soFar()
          .forEach(event ->
              assertFalse(event.payload().toString().contains('"' + CHAT + '"'), event::toString));
    }
    assertEquals(before, hiddenChat());
  }

  @Test
  void aChatOfAnotherTeamIsTreatedAsAbsent() throws Exception {
    assertHidden(agents.sam());
  }

  @Test
  void aChatOfAnotherAgentIsTreatedAsAbsent() throws Exception {
    assertHidden(agents.ben());
  }

  /// Chats that the user who created a key does not see are also hidden from the key.
  @Test
  void aKeySeesOnlyTheChatsOfItsMaker() throws Exception {
    HttpResponse<String> made =
        parley.post(
            "/api/keys",
            "{\"name\":\"bot\",\"scopes\":[\"read\",\"send\"]}",
            agents.ben().headers());
    String key = json(made).get("key").stringValue();
    Agent bot = new Agent(agents.ben().id(), "ben", key);
    for (Row row : Row.of(ROUTES)) {
      boolean ofPeople = row.words().toString().contains("\"me\"");
      if (row.forHidden().equals("404") && !ofPeople) {
        assertEquals(404, ask(row, HIDDEN, bot).statusCode(), row::toString);
      }
    }
    try (ConnectedClient client = ConnectedClient.to(parley, key)) {
      assertEquals(
          "not_found", client.ask("join-user", "{\"userId\":\"4001\"}").path("code").asText());
    }
  }

  /// The sender of a message chooses the quoted message. Events show the quote to all callers that
  /// see the message's chat.
  @Test
  void quotesFromHiddenChatsAreNotShown() throws Exception {
    Agent zoe = agents.add("zoe", "agent", "team", List.of("archive"));
    write("4020", "of the archive", "Zack");
    assertEquals(200, agents.give("4020", null, "archive").statusCode());
    String quoting =
        "{\"wa_id\":\"4020\",\"text\":\"as you said\",\"type\":\"incoming\",\"reply_to\":\"%s\"}"
            .formatted(HIDDEN.get("{message}"));
    try (ConnectedClient client = ConnectedClient.to(parley, zoe.token())) {
      HttpResponse<String> sent = parley.post("/api/send", quoting);

      assertEquals(201, sent.statusCode(), sent::body);
      String heard =
          client
              .hear("newMessage", it -> it.text("text").equals("as you said"))
              .payload()
              .toString();
      assertTrue(heard.contains(String.valueOf(HIDDEN.get("{message}"))), heard);
      assertFalse(heard.contains(TEXT), heard);
      String read = parley.get("/api/chats/4020", zoe.headers()).body();
      assertTrue(read.contains("as you said"), read);
      assertFalse(read.contains(TEXT), read);
    }
  }

  /// For a caller who sees the chat, the objects in the rows exist.
  @Test
  void callersThatSeeTheChatAreAnswered() {
    Agent tina = agents.add("tina", "agent", "team", List.of("support"));
    write("4010", "of support, too", "Tim");
    assertEquals(200, agents.give("4010", null, "support").statusCode());
    Map<String, String> ids =
        Map.of(
            "{chat}",
            "4010",
            "{message}",
            json(parley.get("/api/chats/4010")).get(0).get("id").stringValue(),
            "{note}",
            json(parley.post("/api/chats/4010/notes", "{\"text\":\"x\"}", tina.headers()))
                .get("id")
                .stringValue());
    for (Row row : Row.of(ROUTES)) {
      String words = row.words().toString();
      if (row.forHidden().equals("404") && !words.contains("{mine}") && !words.contains("{file}")) {
        HttpResponse<String> answer = ask(row, ids, tina);
        assertNotEquals(404, answer.statusCode(), () -> row + ": " + answer.body());
      }
    }
  }

  @Test
  void everyRouteAndEventHasARow() throws Exception {
    Set<String> served = new TreeSet<>();
    ServedRoutes.table(Files.createTempDirectory(parley.folder(), "routes"))
        .forEach((path, methods) ->
            Stream.of(methods.split(", ", -1))
                .filter(method -> !method.equals("HEAD") && !method.equals("OPTIONS"))
                .filter(_ ->
                    !path.equals("/") && OF_NO_CHAT.stream().noneMatch(it -> isBelow(path, it)))
                .forEach(method -> served.add(method + " " + path)));

    assertEquals(
        served,
        Row.of(ROUTES).stream().map(Row::what).collect(Collectors.toCollection(TreeSet::new)));
    assertEquals(
        new TreeSet<>(Realtime.clientEvents()),
        Row.of(EVENTS).stream().map(Row::what).collect(Collectors.toCollection(TreeSet::new)));
  }
}
