package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Waiting;
import dev.parley.hostile.LogWatch;
import dev.parley.http.HookReceiver.Call;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Tests outgoing webhooks with a real server and receivers of every kind.
@Timeout(60)
final class HooksTest {
  private static final String[] SETTINGS = {
    "HOOKS_ALLOW_PRIVATE", "true", "HOOKS_RETRY_MILLIS", "20", "HOOKS_TIMEOUT_SECONDS", "1"
  };
  private static final String ALL =
      "[\"message.received\",\"message.sent\",\"message.status\",\"message.updated\",\"contact.updated\",\"chat.updated\"]";
  private static final String RECEIVED = "[\"message.received\"]";

  @TempDir private static Path folder;
  private static RunningParley parley;
  private static final AtomicInteger CHATS = new AtomicInteger();

  @BeforeAll
  static void start() {
    parley = RunningParley.start(folder, SETTINGS);
  }

  @AfterAll
  static void stop() {
    parley.close();
  }

  /// Receivers end with their test, so their hooks must be removed.
  @AfterEach
  void removeHooks() {
    for (JsonNode hook : json(parley.get("/api/hooks"))) {
      assertEquals(204, delete(hook.path("id").asString()));
    }
  }

  /// A chat that no other test uses.
  private static String chat() {
    return "1555020" + (1_000 + CHATS.incrementAndGet());
  }

  private static void receive(String chat, String... texts) {
    receive(parley, chat, texts);
  }

  private static void receive(RunningParley at, String chat, String... texts) {
    for (String text : texts) {
      var answer = at.post("/webhook", "{\"wa_id\":\"%s\",\"text\":\"%s\"}".formatted(chat, text));
      assertEquals(200, answer.statusCode(), answer::body);
    }
  }

  private static JsonNode hook(HookReceiver receiver, String events) {
    var made =
        parley.post(
            "/api/hooks", "{\"url\":\"%s\",\"events\":%s}".formatted(receiver.url(), events));
    assertEquals(201, made.statusCode(), made::body);
    return json(made);
  }

  private static JsonNode put(String id, String body) {
    var changed = parley.ask("PUT", "/api/hooks/" + id, body.getBytes(UTF_8));
    assertEquals(200, changed.statusCode(), changed::body);
    return json(changed);
  }

  private static int delete(String id) {
    return parley.ask("DELETE", "/api/hooks/" + id, new byte[0]).statusCode();
  }

  private static JsonNode listed(String id) {
    for (JsonNode hook : json(parley.get("/api/hooks"))) {
      if (hook.path("id").asString().equals(id)) {
        return hook;
      }
    }
    throw new AssertionError("no hook " + id);
  }

  private static JsonNode deliveries(String id) {
    return json(parley.get("/api/hooks/" + id + "/deliveries"));
  }

  private static String id(JsonNode hook) {
    return hook.path("id").asString();
  }

  // --- Events ------------------------------------------------------------------------------------

  @Test
  void aCustomersMessageIsPostedAndSigned() {
    try (HookReceiver receiver = new HookReceiver()) {
      JsonNode hook = hook(receiver, RECEIVED);
      String chat = chat();
      receive(chat, "Hello, Parley");

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
      JsonNode hook = hook(receiver, RECEIVED);
      String secret = hook.path("secret").asString();

      assertTrue(secret.startsWith("whsec_"), secret);
      assertFalse(parley.get("/api/hooks").body().contains("whsec_"));
      assertFalse(put(id(hook), "{\"active\":true}").has("secret"));
      assertNotEquals(secret, hook(receiver, RECEIVED).path("secret").asString());
    }
  }

  @Test
  void eachHookGetsTheEventsThatItChose() {
    try (HookReceiver all = new HookReceiver();
        HookReceiver received = new HookReceiver()) {
      hook(all, ALL);
      hook(received, RECEIVED);
      String chat = chat();
      parley.post("/api/contacts", "{\"wa_id\":\"%s\",\"name\":\"Ann\"}".formatted(chat));
      var sent = parley.post("/api/send", "{\"wa_id\":\"%s\",\"text\":\"Hi\"}".formatted(chat));
      String id = json(sent).path("message").path("id").asString();
      parley.post("/webhook", "{\"id\":\"%s\",\"status\":\"read\"}".formatted(id));
      parley.ask("PUT", "/api/chats/" + chat, "{\"muted\":true}".getBytes(UTF_8));
      receive(chat, "Thanks");

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

  /// A program that keeps messages by chat learns where those of a chat that is gone are now.
  @Test
  void aChatThatBecamePartOfAnotherOneIsNamed() {
    try (HookReceiver receiver = new HookReceiver()) {
      String number = chat();
      String userId = "GB." + number;
      receive(number, "Hello");
      receiveFrom("\"from_user_id\":\"%s\"".formatted(userId));
      hook(receiver, "[\"chat.updated\"]");

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
      hook(receiver, RECEIVED);
      String chat = chat();
      String[] texts = new String[30];
      for (int i = 0; i < texts.length; i++) {
        texts[i] = "text-" + i;
      }
      receive(chat, texts);

      assertEquals(List.of(texts), receiver.next(texts.length).stream().map(Call::text).toList());
    }
  }

  // --- Receivers that fail -----------------------------------------------------------------------

  @Test
  void failedDeliveriesAreRetriedWithTheSameIdAndInOrder() {
    String slow = chat();
    String other = chat();
    AtomicInteger failures = new AtomicInteger();
    HookReceiver.Behaviour fails = HookReceiver.answering(500);
    HookReceiver.Behaviour works = HookReceiver.answering(200);
    try (HookReceiver receiver =
        new HookReceiver((call, out) ->
            (call.text().equals("first") && failures.incrementAndGet() <= 3)
                ? fails.answer(call, out)
                : works.answer(call, out))) {
      JsonNode hook = hook(receiver, RECEIVED);
      receive(slow, "first", "second");
      receive(other, "meanwhile");

      List<Call> calls = receiver.next(6);
      List<Call> ofSlow =
          calls.stream().filter(it -> it.data().path("wa_id").asString().equals(slow)).toList();
      assertEquals(
          List.of("first", "first", "first", "first", "second"),
          ofSlow.stream().map(Call::text).toList());
      Set<String> ids = new HashSet<>(ofSlow.subList(0, 4).stream().map(Call::id).toList());
      assertEquals(1, ids.size());
      assertTrue(calls.indexOf(ofSlow.get(4)) > 0);
      assertTrue(
          calls.stream().map(Call::text).toList().indexOf("meanwhile") < 5,
          "the other chat did not wait");

      Waiting.until("it becomes so", () -> deliveries(id(hook)).size() == 6);
      JsonNode log = deliveries(id(hook));
      assertEquals(3, log.findValues("delivered").stream().filter(it -> !it.asBoolean()).count());
      assertTrue(log.toString().contains("the receiver answered 500"), log::toString);
      assertEquals(2, json(parley.get("/api/hooks/" + id(hook) + "/deliveries?limit=2")).size());
    }
  }

  /// Each attempt ends after a second or at once, and its reason is reported.
  @ParameterizedTest
  @CsvSource({
    "hang, the receiver did not answer within 1 seconds",
    "drip, the receiver did not answer within 1 seconds",
    "close, the connection ended before the receiver answered",
    "garbage, the connection ended before the receiver answered",
    "redirect, the receiver answered 302: redirects are not followed",
    "see-other, the receiver answered 303: redirects are not followed",
  })
  void aMisbehavingReceiverIsReportedAndDelaysNoOtherHook(String kind, String problem) {
    try (LogWatch log = new LogWatch();
        HookReceiver bad = new HookReceiver(misbehaviour(kind));
        HookReceiver good = new HookReceiver()) {
      JsonNode hook = hook(bad, RECEIVED);
      hook(good, RECEIVED);
      String chat = chat();
      receive(chat, "one", "two", "three");

      assertEquals(List.of("one", "two", "three"), good.next(3).stream().map(Call::text).toList());
      Waiting.until("it becomes so", () -> deliveries(id(hook)).size() > 0);
      assertEquals(problem, deliveries(id(hook)).get(0).path("problem").asString());
      Waiting.until("it becomes so", () -> !listed(id(hook)).path("failing_since").isNull());
      assertEquals(3, listed(id(hook)).path("waiting").asInt());
      bad.becomes(HookReceiver.answering(200));
      Waiting.until("it becomes so", () -> listed(id(hook)).path("waiting").asInt() == 0);
      log.mentionsNoneOf(List.of("SSH-2.0", "169.254"));
    }
  }

  private static HookReceiver.Behaviour misbehaviour(String kind) {
    return switch (kind) {
      case "hang" ->
          (_, _) -> {
            Thread.sleep(600_000); // the connection is closed before
            return false;
          };
      case "drip" ->
          (_, out) -> {
            for (byte one : "HTTP/1.1 200 OK\r\nServer: slow".getBytes(UTF_8)) {
              out.write(one);
              out.flush();
              Thread.sleep(300); // this receiver takes so long
            }
            return false;
          };
      case "close" -> (_, _) -> false;
      case "garbage" ->
          (_, out) -> {
            out.write("SSH-2.0-OpenSSH_9.2\r\n\r\n".getBytes(UTF_8));
            return false;
          };
      case "redirect" ->
          HookReceiver.answering(302, "Location", "http://169.254.169.254/latest/meta-data/");
      case "see-other" -> // clients follow it even after a POST
          HookReceiver.answering(303, "Location", "http://169.254.169.254/latest/meta-data/");
      default -> throw new IllegalArgumentException(kind);
    };
  }

  @Test
  void anEndlessAnswerCounts() {
    byte[] junk = new byte[8_192];
    try (HookReceiver receiver =
        new HookReceiver((_, out) -> {
          out.write("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n".getBytes(UTF_8));
          while (true) {
            out.write(junk);
          }
        })) {
      JsonNode hook = hook(receiver, RECEIVED);
      String chat = chat();
      receive(chat, "one", "two");

      assertEquals(List.of("one", "two"), receiver.next(2).stream().map(Call::text).toList());
      Waiting.until("it becomes so", () -> deliveries(id(hook)).size() == 2);
      assertTrue(deliveries(id(hook)).get(0).path("delivered").asBoolean());
    }
  }

  @Test
  void status410TurnsTheHookOffUntilItIsTurnedOn() {
    try (HookReceiver receiver = new HookReceiver(HookReceiver.answering(410))) {
      JsonNode hook = hook(receiver, RECEIVED);
      receive(chat(), "one");
      receiver.next();

      Waiting.until("it becomes so", () -> !listed(id(hook)).path("active").asBoolean());
      assertTrue(receiver.isQuiet(), "nothing is tried again");
      assertEquals("the receiver answered 410 Gone", listed(id(hook)).at("/off/reason").asString());
      Waiting.until(
          "it becomes so",
          () -> parley.get("/health").body().contains("\"hooks\":[{\"id\":\"" + id(hook)));
      assertEquals(200, parley.get("/health").statusCode());
      assertTrue(parley.get("/metrics").body().contains("parley_hooks_off 1.0"));
      String doctor = parley.get("/api/doctor").body();
      assertTrue(doctor.contains("1 outgoing webhooks were turned off"), doctor);
      receive(chat(), "two");
      receiver.becomes(HookReceiver.answering(200));

      JsonNode on = put(id(hook), "{\"active\":true}");
      assertTrue(on.path("off").isNull());
      assertEquals(
          Set.of("one", "two"), Set.copyOf(receiver.next(2).stream().map(Call::text).toList()));
    }
  }

  @Test
  void erasureRemovesEventsThatWaitForAFailingReceiver() {
    try (HookReceiver receiver = new HookReceiver(HookReceiver.answering(500))) {
      JsonNode hook = hook(receiver, RECEIVED);
      String chat = chat();
      receive(chat, "first", "second", "third");
      Waiting.until("it becomes so", () -> deliveries(id(hook)).size() >= 4);

      var erased = parley.ask("DELETE", "/api/contacts/" + chat, new byte[0]);
      assertTrue(erased.statusCode() < 300, erased::body);
      String receipt = "/api/erasures/" + json(erased).path("id").asString();
      Waiting.until(
          "it becomes so",
          () -> json(parley.get(receipt)).path("status").asString().equals("done"));
      receiver.becomes(HookReceiver.answering(200));
      Waiting.until("it becomes so", () -> listed(id(hook)).path("waiting").asInt() == 0);

      while (!receiver.isQuiet()) {
        assertEquals("first", receiver.next().text(), "which was tried before");
      }
    }
  }

  /// More events than are kept for one hook in memory.
  @Test
  void aHangingReceiverDelaysNoOtherHook() throws Exception {
    int calls = 24;
    int messages = 50;
    CountDownLatch end = new CountDownLatch(1);
    try (RunningParley own = hanging("hangs");
        HookReceiver bad =
            new HookReceiver((_, _) -> {
              end.await();
              return false;
            });
        HookReceiver good = new HookReceiver()) {
      String slow = add(own, bad);
      add(own, good);
      for (int call = 0; call < calls; call++) {
        receiveMany(own, call * messages, messages);
      }

      Set<String> ids = new HashSet<>();
      good.next(calls * messages).forEach(it -> ids.add(it.id()));
      assertEquals(calls * messages, ids.size());
      Waiting.until("its log is saved", () -> waiting(own, slow) == 1_000);
      assertTrue(deliveries(own, slow).isEmpty(), "nothing of it has ended");
    } finally {
      end.countDown();
    }
  }

  private static RunningParley hanging(String name) {
    return RunningParley.start(
        folder.resolve(name), "HOOKS_ALLOW_PRIVATE", "true", "HOOKS_TIMEOUT_SECONDS", "60");
  }

  private static String add(RunningParley at, HookReceiver receiver) {
    String body = "{\"url\":\"%s\",\"events\":%s}".formatted(receiver.url(), RECEIVED);
    return id(json(at.post("/api/hooks", body)));
  }

  private static int waiting(RunningParley at, String id) {
    return json(at.get("/api/hooks"))
        .valueStream()
        .filter(it -> id(it).equals(id))
        .mapToInt(it -> it.path("waiting").asInt())
        .sum();
  }

  private static JsonNode deliveries(RunningParley at, String id) {
    return json(at.get("/api/hooks/" + id + "/deliveries"));
  }

  private static void receiveMany(RunningParley at, int first, int count) {
    String messages =
        IntStream.range(first, first + count)
            .mapToObj(i ->
                "{\"id\":\"wamid.many%d\",\"from\":\"1555030%04d\",\"timestamp\":\"1780000000\",\"type\":\"text\",\"text\":{\"body\":\"%d\"}}"
                    .formatted(i, i % 100, i))
            .collect(Collectors.joining(","));
    assertEquals(200, at.post("/webhook", "{\"messages\":[%s]}".formatted(messages)).statusCode());
  }

  /// The delivering process still has the event in memory.
  @Test
  void erasureAbortsDeliveriesUnderWay() throws Exception {
    AtomicBoolean brokenOff = new AtomicBoolean();
    try (RunningParley own = hanging("erased");
        HookReceiver receiver = new HookReceiver(HookReceiver.dripping(brokenOff))) {
      String hook = add(own, receiver);
      String chat = chat();
      String other = chat();
      receive(own, chat, "first", "second");
      assertEquals("first", receiver.next().text());

      receiver.becomes(HookReceiver.answering(204));
      assertTrue(own.ask("DELETE", "/api/contacts/" + chat, new byte[0]).statusCode() < 300);
      Waiting.until("the call is broken off", brokenOff::get);
      receive(own, other, "goes on");

      assertEquals("goes on", receiver.next().text());
      Waiting.until("nothing waits", () -> waiting(own, hook) == 0);
      assertTrue(receiver.isQuiet());
    }
  }

  // --- Positions ---------------------------------------------------------------------------------

  @Test
  void aReplayDeliversEventsAgainWithTheSameIds() {
    try (HookReceiver receiver = new HookReceiver()) {
      String position = json(parley.get("/api/sync")).path("position").asString();
      JsonNode hook = hook(receiver, RECEIVED);
      String chat = chat();
      receive(chat, "one", "two");
      List<Call> first = receiver.next(2);
      Waiting.until("it becomes so", () -> deliveries(id(hook)).size() == 2);

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
    Path own = folder.resolve("since");
    try (RunningParley fresh = RunningParley.start(own, SETTINGS);
        HookReceiver receiver = new HookReceiver()) {
      Instant begin = Instant.now();
      receive(fresh, chat(), "before the hook");
      var made =
          fresh.post(
              "/api/hooks", "{\"url\":\"%s\",\"events\":%s}".formatted(receiver.url(), RECEIVED));
      String id = id(json(made));

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
    Path own = folder.resolve("again");
    try (HookReceiver receiver = new HookReceiver(HookReceiver.answering(503))) {
      try (RunningParley first = RunningParley.start(own, SETTINGS)) {
        first.post(
            "/api/hooks", "{\"url\":\"%s\",\"events\":%s}".formatted(receiver.url(), RECEIVED));
        receive(first, chat(), "one", "two");
        receiver.next();
      }
      receiver.becomes(HookReceiver.answering(200));
      try (RunningParley second = RunningParley.start(own, SETTINGS)) {
        receive(second, chat(), "three");

        Set<String> texts = new HashSet<>();
        while (!texts.equals(Set.of("one", "two", "three"))) {
          texts.add(receiver.next().text());
        }
      }
    }
  }

  // --- Refusals ----------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"events":["message.received"]} | url is required
          {"url":"ftp://example.com/","events":["message.received"]} | url must be an http or https URL
          {"url":"https://ann:word@example.com/","events":["message.received"]} | url must be an http or https URL
          {"url":"https://example.com/#a","events":["message.received"]} | url must be an http or https URL
          {"url":"https://","events":["message.received"]} | url must be an http or https URL
          {"url":"https://example.com:99999/","events":["message.received"]} | url must be an http or https URL
          {"url":"https://example.com/"} | events is required
          {"url":"https://example.com/","events":[]} | events must name one at least
          {"url":"https://example.com/","events":["message.read"]} | events must be a list of message.received
          {"url":"https://example.com/","events":["message.received"],"secret":"short"} | secret must be whsec_
          {"url":"https://example.com/","events":["message.received"],"format":"xml"} | format must be
          """)
  void anInvalidHookIsRefusedWithTheAllowedValues(String body, String sentence) {
    var refused = parley.post("/api/hooks", body);

    assertEquals(400, refused.statusCode(), refused::body);
    assertTrue(json(refused).path("error").asString().startsWith(sentence), refused::body);
  }

  @Test
  void anUnknownHookIsNotFound() {
    assertEquals(404, delete("h_none"));
    assertEquals(404, parley.get("/api/hooks/h_none/deliveries").statusCode());
    assertEquals(404, parley.ask("PUT", "/api/hooks/h_none", "{}".getBytes(UTF_8)).statusCode());
    assertEquals(
        404, parley.post("/api/hooks/h_none/replay", "{\"since\":1780000000}").statusCode());
  }

  @Test
  void localAndPrivateAddressesAreRefusedByDefault() {
    try (RunningParley strict = RunningParley.start(folder.resolve("strict"))) {
      for (String url :
          List.of(
              "http://127.0.0.1/",
              "http://localhost:8080/",
              "http://[::1]/",
              "http://2130706433/",
              "http://10.0.0.1/",
              "http://169.254.169.254/latest/meta-data/",
              "http://[::ffff:192.168.0.1]/")) {
        var refused =
            strict.post("/api/hooks", "{\"url\":\"%s\",\"events\":%s}".formatted(url, RECEIVED));
        assertEquals(400, refused.statusCode(), url);
        assertTrue(refused.body().contains("HOOKS_ALLOW_PRIVATE"), refused::body);
      }
    }
  }
}
