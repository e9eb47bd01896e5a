package dev.parley.http;

import static dev.parley.http.RunningHooks.ALL;
import static dev.parley.http.RunningHooks.RECEIVED;
import static dev.parley.http.RunningHooks.SETTINGS;
import static dev.parley.http.RunningHooks.chat;
import static dev.parley.http.RunningHooks.id;
import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Waiting;
import dev.parley.hooks.HookEvent;
import dev.parley.http.HookReceiver.Call;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Tests outgoing webhooks with a real server and receivers: their events, and positions.
@Timeout(60)
final class HooksTest {
  @RegisterExtension static final RunningParley parley = RunningParley.with(SETTINGS);

  @RegisterExtension static final RunningHooks hooks = new RunningHooks(parley);

  @Test
  void aCustomersMessageIsPostedAndSigned() {
    try (HookReceiver receiver = new HookReceiver()) {
      JsonNode hook = hooks.add(receiver, RECEIVED);
      String chat = chat();
      hooks.receive(chat, "Hello, Parley");

      Call call = receiver.next();
      assertEquals("message.received", call.type());
      assertEquals("Hello, Parley", call.text());
      assertEquals(chat, call.data().path("wa_id").asString());
      assertEquals("incoming", call.data().path("type").asString());
      assertEquals("application/json", call.header("content-type"));
      assertEquals("evt_" + call.data().path("position").asString(), call.id());
      assertTrue(call.isSigned(hook.path("secret").asString()), call::toString);
      long age = Instant.now().getEpochSecond() - Long.parseLong(call.header("webhook-timestamp"));
      assertTrue(Math.abs(age) < 60, () -> "seconds: " + age);
    }
  }

  @Test
  void theSecretIsShownOnce() {
    try (HookReceiver receiver = new HookReceiver()) {
      JsonNode hook = hooks.add(receiver, RECEIVED);
      String secret = hook.path("secret").asString();

      assertTrue(secret.startsWith("whsec_"), secret);
      assertFalse(parley.get("/api/hooks").body().contains("whsec_"));
      assertFalse(hooks.change(id(hook), "{\"active\":true}").has("secret"));
      assertNotEquals(secret, hooks.add(receiver, RECEIVED).path("secret").asString());
    }
  }

  @Test
  void eachHookGetsTheEventsThatItChose() {
    try (HookReceiver all = new HookReceiver();
        HookReceiver received = new HookReceiver()) {
      hooks.add(all, ALL);
      hooks.add(received, RECEIVED);
      String chat = chat();
      parley.post("/api/contacts", "{\"wa_id\":\"%s\",\"name\":\"Ann\"}".formatted(chat));
      var sent = parley.post("/api/send", "{\"wa_id\":\"%s\",\"text\":\"Hi\"}".formatted(chat));
      String id = json(sent).path("message").path("id").asString();
      parley.post("/webhook", "{\"id\":\"%s\",\"status\":\"read\"}".formatted(id));
      parley.ask("PUT", "/api/chats/" + chat, "{\"muted\":true}".getBytes(UTF_8));
      hooks.receive(chat, "Thanks");

      assertEquals(
          List.of(
              "contact.updated",
              "message.sent",
              "message.status",
              "chat.updated",
              "message.received"),
          all.next(5).stream().map(Call::type).toList());
      assertEquals("Thanks", received.next().text());
      assertTrue(received.isQuiet());
    }
  }

  /// A program that stores messages by chat learns to which chat the messages of a removed chat
  /// have moved.
  @Test
  void aChatThatBecamePartOfAnotherOneIsNamed() {
    try (HookReceiver receiver = new HookReceiver()) {
      String number = chat();
      String userId = "GB." + number;
      hooks.receive(number, "Hello");
      receiveFrom("\"from_user_id\":\"%s\"".formatted(userId));
      hooks.add(receiver, "[\"chat.updated\"]");

      receiveFrom("\"from\":\"%s\",\"from_user_id\":\"%s\"".formatted(number, userId));

      List<Call> calls = receiver.next(2);
      assertEquals(
          Set.of(number),
          calls.stream().map(it -> it.data().path("wa_id").asString()).collect(Collectors.toSet()));
      assertEquals(
          Set.of("", userId),
          calls.stream()
              .map(it -> it.data().path("joined").asString())
              .collect(Collectors.toSet()));
    }
  }

  @Test
  void everyEventIsAsDocumented() {
    OpenApiDocument document = OpenApiDocument.load();
    Set<String> events =
        Arrays.stream(HookEvent.values())
            .filter(HookEvent::isChosen)
            .map(HookEvent::word)
            .collect(Collectors.toSet());
    assertEquals(events, Set.copyOf(document.webhooks()));
    try (HookReceiver receiver = new HookReceiver()) {
      hooks.add(receiver, ALL);
      String number = chat();
      String userId = "GB." + number;
      hooks.receive(number, "Hello");
      String sent =
          json(parley.post("/api/send", "{\"wa_id\":\"%s\",\"text\":\"Hi\"}".formatted(number)))
              .at("/message/id")
              .asString();
      parley.post("/webhook", "{\"id\":\"%s\",\"status\":\"read\"}".formatted(sent));
      parley.post(
          "/webhook",
          """
          {"messages":[{"id":"wamid.%s","timestamp":"%d","from":"%s","type":"reaction",
            "reaction":{"message_id":"%s","emoji":"\\uD83D\\uDC4D"}}]}
          """
              .formatted(UUID.randomUUID(), Instant.now().getEpochSecond(), number, sent));
      parley.post("/api/contacts", "{\"wa_id\":\"%s\",\"name\":\"Ann\"}".formatted(number));
      receiveFrom("\"from_user_id\":\"%s\"".formatted(userId));
      receiveFrom("\"from\":\"%s\",\"from_user_id\":\"%s\"".formatted(number, userId));

      Set<String> told = new HashSet<>();
      Call call;
      do {
        call = receiver.next();
        assertEquals(
            List.of(),
            document.faultsOfAnswer(document.schemaOfCall(call.type()), call.json()),
            call.body());
        told.add(call.type());
      } while (!call.data().has("joined"));
      assertEquals(events, told);
    }
  }

  private static void receiveFrom(String person) {
    var answer =
        parley.post(
            "/webhook",
            """
            {"messages":[{"id":"wamid.%s","timestamp":"%d",%s,"type":"text","text":{"body":"Hi"}}]}
            """
                .formatted(UUID.randomUUID(), Instant.now().getEpochSecond(), person));
    assertEquals(200, answer.statusCode(), answer::body);
  }

  @Test
  void eventsOfAChatArriveInOrder() {
    try (HookReceiver receiver = new HookReceiver()) {
      hooks.add(receiver, RECEIVED);
      String chat = chat();
      String[] texts = new String[30];
      for (int i = 0; i < texts.length; i++) {
        texts[i] = "text-" + i;
      }
      hooks.receive(chat, texts);

      assertEquals(List.of(texts), receiver.next(texts.length).stream().map(Call::text).toList());
    }
  }

  @Test
  void aReplayDeliversEventsAgainWithTheSameIds() {
    try (HookReceiver receiver = new HookReceiver()) {
      String position = json(parley.get("/api/sync")).path("position").asString();
      JsonNode hook = hooks.add(receiver, RECEIVED);
      String chat = chat();
      hooks.receive(chat, "one", "two");
      List<Call> first = receiver.next(2);
      Waiting.until("two deliveries are logged", () -> hooks.deliveries(id(hook)).size() == 2);

      var replayed =
          parley.post(
              "/api/hooks/" + id(hook) + "/replay", "{\"since\":\"%s\"}".formatted(position));

      assertEquals(202, replayed.statusCode(), replayed::body);
      assertEquals(
          first.stream().map(Call::id).toList(), receiver.next(2).stream().map(Call::id).toList());
    }
  }

  @Test
  void aReplayCanBeginBeforeTheHookWasAdded() throws Exception {
    Path own = parley.folder().resolve("since");
    try (RunningParley fresh = RunningParley.start(own, SETTINGS);
        HookReceiver receiver = new HookReceiver()) {
      RunningHooks theirs = new RunningHooks(fresh);
      Instant begin = Instant.now();
      theirs.receive(chat(), "before the hook");
      String id = id(theirs.add(receiver, RECEIVED));

      var replayed =
          fresh.post(
              "/api/hooks/" + id + "/replay",
              "{\"since\":\"%s\"}".formatted(begin.minusSeconds(60)));

      assertEquals(202, replayed.statusCode(), replayed::body);
      assertEquals("before the hook", receiver.next().text());
      for (String since : List.of("zzz-zzz", "yesterday")) {
        var refused =
            fresh.post("/api/hooks/" + id + "/replay", "{\"since\":\"%s\"}".formatted(since));
        assertEquals(400, refused.statusCode(), refused::body);
      }
    }
  }

  @Test
  void aHookContinuesAfterARestart() throws Exception {
    Path own = parley.folder().resolve("again");
    try (HookReceiver receiver = new HookReceiver(HookReceiver.answering(503))) {
      try (RunningParley first = RunningParley.start(own, SETTINGS)) {
        RunningHooks before = new RunningHooks(first);
        before.add(receiver, RECEIVED);
        before.receive(chat(), "one", "two");
        receiver.next();
      }
      receiver.becomes(HookReceiver.answering(200));
      try (RunningParley second = RunningParley.start(own, SETTINGS)) {
        new RunningHooks(second).receive(chat(), "three");

        Set<String> texts = new HashSet<>();
        while (!texts.equals(Set.of("one", "two", "three"))) {
          texts.add(receiver.next().text());
        }
      }
    }
  }
}
