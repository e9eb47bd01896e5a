package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.TestClock;
import dev.parley.Waiting;
import dev.parley.store.mongo.TestMongo;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Two servers on one MongoDB: users of one server see and receive the team's changes on the other.
@Timeout(60)
final class TeamOfTwoProcessesTest {
  private static final TestClock CLOCK = TestClock.running();

  private static TestMongo mongo;
  private static RunningParley here;
  private static RunningParley there;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    mongo = new TestMongo();
    here = start(folder, "here");
    there = start(folder, "there");
  }

  private static RunningParley start(Path folder, String name) throws Exception {
    Path own = Files.createDirectory(folder.resolve(name));
    return RunningParley.start(
        own, CLOCK, "MONGODB_URI", mongo.uri(), "HOOKS_ALLOW_PRIVATE", "true");
  }

  @AfterAll
  static void stop() {
    here.close();
    there.close();
    mongo.close();
  }

  private static void write(String chat, String text) {
    HttpResponse<String> answer =
        here.post("/webhook", "{\"wa_id\":\"%s\",\"text\":\"%s\"}".formatted(chat, text));
    assertEquals(200, answer.statusCode(), answer::body);
  }

  private static JsonNode update(RunningParley parley, String chat, String body) {
    HttpResponse<String> answer = parley.ask("PUT", "/api/chats/" + chat, body.getBytes(UTF_8));
    assertEquals(200, answer.statusCode(), answer::body);
    return json(answer);
  }

  private static JsonNode chat(RunningParley parley, String chat) {
    return json(parley.get("/api/chats?messages=0&q=" + chat)).get(0);
  }

  private static String text(JsonNode object, String field) {
    return object.get(field).stringValue();
  }

  @Test
  void changesOfAChatReachTheOtherProcess() throws Exception {
    write("15550100", "Hello");
    String ann = user("ann");
    String label = text(json(here.post("/api/labels", "{\"name\":\"urgent\"}")), "id");
    write("15550101", "Hello");
    byte[] forAnn = "{\"assignee\":\"%s\"}".formatted(ann).getBytes(UTF_8);
    for (RunningParley parley : List.of(here, there)) { // they check twice a second
      Waiting.until(
          "Ann is known",
          () -> parley.ask("PUT", "/api/chats/15550101", forAnn).statusCode() == 200);
    }
    try (ConnectedClient client = ConnectedClient.to(there)) {
      update(
          here,
          "15550100",
          "{\"assignee\":\"%s\",\"labels\":[\"%s\"],\"pinned\":true}".formatted(ann, label));

      var heard = client.hear("chatUpdated", it -> it.text("wa_id").equals("15550100"));
      assertEquals(ann, heard.payload().path("assignee").asText());
      JsonNode seen = chat(there, "15550100");
      assertEquals(ann, text(seen, "assignee"));
      assertEquals(label, seen.get("labels").get(0).stringValue());
      assertEquals(1, json(there.get("/api/chats?label=" + label)).size());

      HttpResponse<String> note =
          here.post("/api/chats/15550100/notes", "{\"text\":\"Wants the blue one\"}");
      assertEquals(201, note.statusCode(), note::body);
      client.hear("noteUpdated", it -> it.text("text").equals("Wants the blue one"));
      assertTrue(
          there.get("/api/chats/15550100?include=notes").body().contains("Wants the blue one"));
    }
  }

  @Test
  void aSnoozeEndsOnceForBoth() throws Exception {
    write("15550200", "Hello");
    Instant until = CLOCK.instant().plusSeconds(3500);
    try (ConnectedClient client = ConnectedClient.to(there)) {
      update(here, "15550200", "{\"state\":\"snoozed\",\"snoozed_until\":\"%s\"}".formatted(until));
      client.hear("chatUpdated", it -> it.text("state").equals("snoozed"));

      CLOCK.advance(Duration.ofHours(1));

      client.hear("chatUpdated", it -> it.text("state").equals("open"));
      Waiting.until(
          "the snooze has ended here", () -> text(chat(here, "15550200"), "state").equals("open"));
      write("15550201", "Later");
      client.hear("newMessage", it -> it.text("wa_id").equals("15550201"));
      assertFalse(
          client.before().stream()
              .anyMatch(
                  it -> it.name().equals("chatUpdated") && it.text("wa_id").equals("15550200")),
          () -> client.before().toString());
    }
  }

  @Test
  void erasureOnOneProcessAppliesToTheOther() throws Exception {
    write("15550300", "marmalade");
    write("15550301", "marmalade too");
    for (RunningParley parley : List.of(here, there)) {
      Waiting.until("the search finds both", () -> hits(parley, "marmalade") == 2);
    }
    try (ConnectedClient client = ConnectedClient.to(there)) {
      String receipt = erase("15550300");

      client.hear(
          "removed", it -> it.text("kind").equals("chat") && it.text("wa_id").equals("15550300"));
      assertEquals(0, json(there.get("/api/chats/15550300")).size());
      Waiting.until("the search finds only the other chat", () -> hits(there, "marmalade") == 1);
      Waiting.until(
          "the erasure is done", () -> text(json(there.get(receipt)), "status").equals("done"));
      assertEquals(1, json(there.get("/api/chats/15550301")).size());
    }
  }

  /// The other process delivers the event, and still has it in memory.
  @Test
  void theOtherProcessAbortsItsHookCallsBeforeTheReceipt() throws Exception {
    AtomicBoolean brokenOff = new AtomicBoolean();
    try (HookReceiver receiver = new HookReceiver(HookReceiver.dripping(brokenOff))) {
      String hook =
          text(
              json(
                  there.post(
                      "/api/hooks",
                      "{\"url\":\"%s\",\"events\":[\"message.received\"]}"
                          .formatted(receiver.url()))),
              "id");
      write("15550310", "first");
      write("15550310", "second");
      assertEquals("first", receiver.next().text());
      receiver.becomes(HookReceiver.answering(204));

      String receipt = erase("15550310");
      Waiting.until(
          "the erasure is done", () -> text(json(here.get(receipt)), "status").equals("done"));

      assertTrue(brokenOff.get());
      write("15550311", "goes on");
      assertEquals("goes on", receiver.next().text());
      assertTrue(receiver.isQuiet());
      here.ask("DELETE", "/api/hooks/" + hook, new byte[0]);
    }
  }

  private static String erase(String chat) {
    HttpResponse<String> erased = here.ask("DELETE", "/api/contacts/" + chat, new byte[0]);
    assertTrue(erased.statusCode() < 300, erased::body);
    return "/api/erasures/" + text(json(erased), "id");
  }

  /// A client that was connected to the other server and reconnects to it.
  @Test
  void clientsReturningToTheOtherProcessReceiveNothingErased() throws Exception {
    String pid;
    try (RawSocket first = new RawSocket(there, List.of())) {
      first.send("40{\"recover\":true}");
      pid = first.hear("40.*").replaceFirst(".*\"pid\":\"([^\"]+)\".*", "$1");
      first.hear("42\\[\"connected\".*");
      first.cut();
    }
    write("15550320", "secret");
    String receipt = erase("15550320");
    Waiting.until(
        "the erasure is done", () -> text(json(here.get(receipt)), "status").equals("done"));

    try (RawSocket again = new RawSocket(there, List.of())) {
      again.send("40{\"recover\":true,\"pid\":\"%s\"}".formatted(pid));
      String joined = again.hear("4[04].*");
      write("15550321", "the end");

      assertTrue(joined.startsWith("40{") && !joined.contains(pid), joined);
      String heard = again.hear("42\\[\"newMessage\".*");
      assertTrue(heard.contains("the end"), heard);
    }
  }

  /// Syncs from a position of one server with the other: each object once, in its current state.
  @Test
  void aReturningClientReadsChangesFromTheOtherProcess() throws Exception {
    for (String chat : List.of("15550400", "15550401", "15550402")) {
      write(chat, "Hello");
    }
    String ben = user("ben");
    String label = text(json(here.post("/api/labels", "{\"name\":\"later\"}")), "id");
    String position = text(json(here.get("/api/sync")), "position");
    byte[] forBen = "{\"assignee\":\"%s\"}".formatted(ben).getBytes(UTF_8);
    Waiting.until(
        "Ben is known", // they check twice a second
        () -> here.ask("PUT", "/api/chats/15550400", forBen).statusCode() == 200);
    Instant until = CLOCK.instant().plusSeconds(3500);
    update(
        here,
        "15550400",
        "{\"state\":\"snoozed\",\"snoozed_until\":\"%s\",\"labels\":[\"%s\"],\"muted\":true}"
            .formatted(until, label));
    String note =
        text(json(here.post("/api/chats/15550401/notes", "{\"text\":\"Call back\"}")), "id");
    HttpResponse<String> erased = here.ask("DELETE", "/api/contacts/15550402", new byte[0]);
    String receipt = "/api/erasures/" + text(json(erased), "id");
    Waiting.until(
        "the erasure is done", () -> text(json(here.get(receipt)), "status").equals("done"));

    Synced synced = sync(there, position);

    JsonNode chat = Objects.requireNonNull(synced.chats.get("15550400"));
    assertEquals("snoozed", text(chat, "state"));
    assertEquals(ben, text(chat, "assignee"));
    assertEquals(label, chat.get("labels").get(0).stringValue());
    assertTrue(chat.get("muted").booleanValue());
    assertEquals("Call back", text(Objects.requireNonNull(synced.messages.get(note)), "text"));
    assertTrue(synced.removed.containsAll(Set.of("chat 15550402", "contact 15550402")));

    CLOCK.advance(Duration.ofHours(1));
    Waiting.until(
        "the end of the snooze is in it",
        () ->
            text(sync(there, synced.position).chats.getOrDefault("15550400", chat), "state")
                .equals("open"));
  }

  /// The changes that a client has read until there were no more.
  private record Synced(
      String position,
      Map<String, JsonNode> chats,
      Map<String, JsonNode> messages,
      Set<String> removed) {}

  private static Synced sync(RunningParley parley, String since) {
    Map<String, JsonNode> chats = new HashMap<>();
    Map<String, JsonNode> messages = new HashMap<>();
    Set<String> removed = new HashSet<>();
    String position = since;
    boolean more = true;
    while (more) {
      JsonNode page = json(parley.get("/api/sync?include=notes&limit=2&since=" + position));
      assertFalse(page.get("reset").booleanValue());
      page.get("chats").forEach(it -> chats.put(text(it, "wa_id"), it));
      page.get("messages").forEach(it -> messages.put(text(it, "id"), it));
      page.get("removed").forEach(it -> removed.add(text(it, "kind") + " " + text(it, "id")));
      position = text(page, "position");
      more = page.get("more").booleanValue();
    }
    return new Synced(position, chats, messages, removed);
  }

  private static String user(String name) {
    return here.operate(
            "user-add",
            "email",
            name + "@example.com",
            "name",
            name,
            "role",
            "owner",
            "password",
            "four words of mine")
        .at("/user/id")
        .textValue();
  }

  private static int hits(RunningParley parley, String word) {
    JsonNode found = json(parley.get("/api/search?q=" + word));
    return found.has("indexing") ? -1 : found.get("messages").size();
  }
}
