package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.http.ConnectedClient.Event;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Records the data that the unit tests of the web client read, so that server and client cannot
/// differ: `web/src/test/golden/chats.json`. `-Dgolden.update` rewrites it.
///
/// The file has the chats before and after some changes, the event of each change, and the answer
/// of `GET /api/sync` for all of them. A client that applies the events, or that answer, must show
/// the chats as they are after the changes.
@Timeout(120)
final class WebClientGoldenTest {
  private static final Path GOLDEN = Path.of("..", "web", "src", "test", "golden", "chats.json");
  private static final String ANA = "15550100042";
  private static final String BEN = "15550100077";
  private static final String EVA = "15550100099";
  private static final String ANSWER = "msg_1796040000000_aaaaaaaaa";
  private static final String LAST = "msg_1796040000000_zzzzzzzzz";

  /// Events that the web client does not need, because others say the same.
  private static final Set<String> REPEATED = Set.of("connected", "chatListUpdate");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @TempDir private Path folder;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-29T12:00:00Z"));
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final List<Event> events = new ArrayList<>();

  @Test
  void theWebClientIsTestedWithTheDataOfTheServer() throws Exception {
    String seen = stable(JSON.writeValueAsString(record()) + "\n");

    if (System.getProperty("golden.update") != null) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, seen);
    }
    assertEquals(Files.readString(GOLDEN), seen);
  }

  private ObjectNode record() throws Exception {
    ObjectNode record = JSON.createObjectNode();
    try (RunningParley parley = RunningParley.start(folder, clock)) {
      String start;
      try (ConnectedClient client = ConnectedClient.to(parley)) {
        customerWrites(parley, ANA, "wamid.a1", "Hello");
        customerWrites(parley, ANA, "wamid.a2", "Are you open on Sunday?");
        customerWrites(parley, ANA, "wamid.a3", "And on Monday?");
        customerWrites(parley, EVA, "wamid.e1", "Forget me");
        client.hear("userOnlineStatus", it -> it.text("wa_id").equals(EVA)); // the last one
        start = get(parley, "/api/sync").get("position").stringValue();
        record.set("before", chats(parley));
        changeEverything(parley, client);
      }
      for (Event event : events) {
        if (!REPEATED.contains(event.name())) {
          record
              .withArray("events")
              .addObject()
              .put("name", event.name())
              .set("payload", JSON.readTree(event.payload().toString()));
        }
      }
      ObjectNode sync =
          (ObjectNode) get(parley, "/api/sync?include=notes&limit=500&since=" + start);
      List.of("messages", "chats", "contacts").forEach(list -> sort(sync.withArray(list)));
      record.set("sync", sync);
      record.set("after", chats(parley));
    }
    return record;
  }

  /// Sorts a list, because its order differs between the stores.
  private static void sort(ArrayNode list) {
    List<JsonNode> sorted =
        list.valueStream()
            .sorted(Comparator.comparing(it -> it.path("wa_id").asString() + it.path("seq")))
            .toList();
    list.removeAll().addAll(sorted);
  }

  /// Each change is announced before the next one is made: an event about a chat shows its state at
  /// the time of the announcement.
  private void changeEverything(RunningParley parley, ConnectedClient client) throws Exception {
    parley.post("/api/chats/" + ANA + "/read", "{\"up_to\":1}");
    hear(client, "messageStatusUpdate", ANA);
    tick();
    ok(
        parley.post(
            "/api/send",
            """
            {"id": "%s", "wa_id": "%s", "text": "Until five.", "reply_to": "wamid.a2"}
            """
                .formatted(ANSWER, ANA)));
    hear(client, "chatListUpdate", ANA);
    statusOf(parley, ANSWER, "delivered");
    hear(client, "messageStatusUpdate", ANA);
    statusOf(parley, ANSWER, "read");
    hear(client, "messageStatusUpdate", ANA);
    customerWrites(parley, ANA, "wamid.a4", "Thanks! See you on Sundya.");
    hear(client, "chatListUpdate", ANA);
    customerSends(
        parley,
        ANA,
        "wamid.r1",
        """
        "type": "reaction", "reaction": {"message_id": "%s", "emoji": "❤"}
        """
            .formatted(ANSWER));
    hear(client, "messageUpdated", ANA);
    customerSends(
        parley,
        ANA,
        "wamid.x1",
        """
        "type": "edit", "edit": {"original_message_id": "wamid.a4",
        "message": {"type": "text", "text": {"body": "Thanks! See you on Sunday."}}}
        """);
    hear(client, "messageUpdated", ANA);
    customerSends(
        parley,
        ANA,
        "wamid.x2",
        """
        "type": "revoke", "revoke": {"original_message_id": "wamid.a3"}
        """);
    hear(client, "messageUpdated", ANA);
    changeTheTeamsPart(parley, client);
    customerWrites(parley, BEN, "wamid.b1", "Do you deliver?");
    hear(client, "chatListUpdate", BEN);
    ok(
        parley.post(
            "/api/contacts",
            """
            {"wa_id": "%s", "name": "Ben Stone", "avatar": "https://example.com/ben.png"}
            """
                .formatted(BEN)));
    hear(client, "contactUpdated", BEN);
    assertTrue(parley.ask("DELETE", "/api/contacts/" + EVA, new byte[0]).statusCode() < 300);
    hear(client, "removed", EVA);
    tick();
    ok(
        parley.post(
            "/api/send",
            "{\"id\": \"%s\", \"wa_id\": \"%s\", \"text\": \"We do.\"}".formatted(LAST, BEN)));
    hear(client, "chatListUpdate", BEN);
  }

  private void changeTheTeamsPart(RunningParley parley, ConnectedClient client) throws Exception {
    String notes = "/api/chats/" + ANA + "/notes";
    tick();
    JsonNode note = ok(parley.post(notes, "{\"text\": \"Wants the blue one\"}"));
    hear(client, "noteUpdated", ANA);
    String path = notes + "/" + note.get("id").stringValue();
    ok(parley.ask("PUT", path, "{\"text\": \"Wants the red one\"}".getBytes(UTF_8)));
    hear(client, "noteUpdated", ANA);
    tick();
    JsonNode wrong = ok(parley.post(notes, "{\"text\": \"Of another chat\"}"));
    hear(client, "noteUpdated", ANA);
    parley.ask("DELETE", notes + "/" + wrong.get("id").stringValue(), new byte[0]);
    hear(client, "removed", ANA);
    JsonNode label = ok(parley.post("/api/labels", "{\"name\": \"Vip\", \"color\": \"#c62828\"}"));
    change(
        parley,
        client,
        "{\"labels\": [\"%s\"], \"pinned\": true, \"muted\": true}"
            .formatted(label.get("id").stringValue()));
    change(parley, client, "{\"muted\": false, \"state\": \"done\"}");
    customerWrites(parley, ANA, "wamid.a5", "One more question");
    hear(client, "chatUpdated", ANA);
  }

  private void change(RunningParley parley, ConnectedClient client, String chat) throws Exception {
    ok(parley.ask("PUT", "/api/chats/" + ANA, chat.getBytes(UTF_8)));
    hear(client, "chatUpdated", ANA);
  }

  private void customerWrites(RunningParley parley, String from, String id, String text) {
    customerSends(
        parley, from, id, "\"type\": \"text\", \"text\": {\"body\": \"%s\"}".formatted(text));
  }

  /// Posts a message as WhatsApp does.
  private void customerSends(RunningParley parley, String from, String id, String content) {
    tick();
    ok(
        parley.post(
            "/webhook",
            """
            {"entry": [{"changes": [{"field": "messages", "value": {
              "metadata": {"display_phone_number": "15550100001", "phone_number_id": "1"},
              "contacts": [{"profile": {"name": "%s"}, "wa_id": "%s"}],
              "messages": [{"from": "%s", "id": "%s", "timestamp": "%d", %s}]}}]}]}
            """
                .formatted(
                    from.equals(ANA) ? "Ana Ruiz" : from.equals(BEN) ? "Ben" : "Eva",
                    from,
                    from,
                    id,
                    now.get().getEpochSecond(),
                    content)));
  }

  private void statusOf(RunningParley parley, String id, String status) {
    tick();
    ok(parley.post("/webhook", "{\"id\": \"%s\", \"status\": \"%s\"}".formatted(id, status)));
  }

  private void tick() {
    now.updateAndGet(time -> time.plus(Duration.ofSeconds(30)));
  }

  /// Waits for an event about a chat.
  private void hear(ConnectedClient client, String name, String chat) throws InterruptedException {
    Event event = client.hear(name, it -> it.text("wa_id").equals(chat));
    events.addAll(client.before());
    events.add(event);
  }

  private static ObjectNode chats(RunningParley parley) {
    ObjectNode chats = JSON.createObjectNode();
    chats.set("chats", get(parley, "/api/chats?messages=0"));
    ObjectNode messages = chats.putObject("messages");
    for (String chat : List.of(ANA, BEN)) {
      messages.set(chat, get(parley, "/api/chats/" + chat + "?include=notes"));
    }
    return chats;
  }

  private static JsonNode get(RunningParley parley, String path) {
    return ok(parley.get(path));
  }

  private static JsonNode ok(HttpResponse<String> answer) {
    assertTrue(answer.statusCode() < 300, answer::body);
    return RunningParley.json(answer);
  }

  private static final Pattern POSITION = Pattern.compile("(?<=\"position\" : \")[^\"]+");
  private static final Pattern RANDOM_ID = Pattern.compile("\\b(?:note|label)_[0-9a-z]+");
  private static final Pattern REV = Pattern.compile("(?<=\"rev\" : )\\d+");

  /// Replaces the values that differ between runs and stores by numbers, in the order in which they
  /// appear; revisions are numbered by size.
  private static String stable(String json) {
    String named = numbered(numbered(json, POSITION, "position "), RANDOM_ID, "id ");
    List<Long> revs =
        REV.matcher(named)
            .results()
            .map(it -> Long.valueOf(it.group()))
            .distinct()
            .sorted()
            .toList();
    return REV.matcher(named)
        .replaceAll(it -> Integer.toString(revs.indexOf(Long.valueOf(it.group())) + 1));
  }

  private static String numbered(String text, Pattern names, String prefix) {
    List<String> known = names.matcher(text).results().map(MatchResult::group).distinct().toList();
    return names.matcher(text).replaceAll(it -> prefix + (known.indexOf(it.group()) + 1));
  }
}
