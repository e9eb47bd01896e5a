package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Waiting;
import dev.parley.http.HookReceiver.Call;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Several bots on one number: Meta's calls are delivered unchanged.
@Timeout(60)
final class HooksCloudApiTest {
  private static final String SECRET = "app-secret";
  private static final String[] SETTINGS = {
    "HOOKS_ALLOW_PRIVATE", "true", "HOOKS_RETRY_MILLIS", "20", "WHATSAPP_APP_SECRET", SECRET
  };

  @TempDir private Path folder;

  /// A body with spaces and an escape that parsing and writing would change.
  private static String call(String from, String text) {
    return """
    {"object":"whatsapp_business_account", "entry":[{"id":"1","changes":[{"field":"messages",
      "value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"310"},
      "messages":[{"id":"wamid.%s-%s","from":"%s","timestamp":"1780000000","type":"text",
      "text":{"body":"%s \\u00e9 1.0e2"}}]}}]}]}
    """
        .formatted(from, text, from, text);
  }

  private static String signature(String body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
    return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
  }

  private static void receive(RunningParley parley, String body) throws Exception {
    var answer = parley.post("/webhook", body, "X-Hub-Signature-256", signature(body));
    assertEquals(200, answer.statusCode(), answer::body);
  }

  private static String hook(RunningParley parley, HookReceiver receiver) {
    var made =
        parley.post(
            "/api/hooks", "{\"url\":\"%s\",\"format\":\"cloud-api\"}".formatted(receiver.url()));
    assertEquals(201, made.statusCode(), made::body);
    assertEquals("cloud-api", json(made).path("format").asString());
    assertEquals(0, json(made).path("events").size());
    return json(made).path("id").asString();
  }

  @Test
  void everyBotGetsMetasBytesAndSignature() throws Exception {
    try (RunningParley parley = RunningParley.start(folder, SETTINGS);
        HookReceiver one = new HookReceiver();
        HookReceiver other = new HookReceiver()) {
      hook(parley, one);
      hook(parley, other);
      String body = call("15551234567", "Hello");
      receive(parley, body);

      for (HookReceiver receiver : List.of(one, other)) {
        Call call = receiver.next();
        assertEquals(body, call.body());
        assertEquals(signature(body), call.header("x-hub-signature-256"));
        assertEquals("application/json", call.header("content-type"));
      }
    }
  }

  @Test
  void callsAboutOneCustomerComeInOrderWhateverFails() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    HookReceiver.Behaviour fails = HookReceiver.answering(500);
    HookReceiver.Behaviour works = HookReceiver.answering(200);
    try (RunningParley parley = RunningParley.start(folder, SETTINGS);
        HookReceiver receiver =
            new HookReceiver((call, out) ->
                calls.incrementAndGet() % 2 == 1
                    ? fails.answer(call, out)
                    : works.answer(call, out))) {
      hook(parley, receiver);
      for (int i = 0; i < 5; i++) {
        receive(parley, call("15551234567", "text-" + i));
      }

      List<Call> all = receiver.next(10);
      for (int i = 0; i < 5; i++) {
        assertTrue(all.get(2 * i).body().contains("text-" + i), all::toString);
        assertEquals(all.get(2 * i).body(), all.get(2 * i + 1).body());
      }
    }
  }

  @Test
  void waitingCallsSurviveARestartUntilDelivery() throws Exception {
    try (HookReceiver receiver = new HookReceiver(HookReceiver.answering(503))) {
      String id;
      try (RunningParley parley = RunningParley.start(folder, SETTINGS)) {
        id = hook(parley, receiver);
        receive(parley, call("15551234567", "before"));
        receiver.next();
      }
      receiver.becomes(HookReceiver.answering(200));
      try (RunningParley parley = RunningParley.start(folder, SETTINGS)) {
        Call again = receiver.next();
        while (!again.body().contains("before")) {
          again = receiver.next();
        }
        receive(parley, call("15551234567", "after"));
        while (!again.body().contains("after")) {
          again = receiver.next();
        }
        var replay = parley.post("/api/hooks/" + id + "/replay", "{\"since\":1780000000}");
        assertEquals(400, replay.statusCode(), replay::body);
      }
      int delivered = drain(receiver);
      try (RunningParley parley = RunningParley.start(folder, SETTINGS)) {
        receive(parley, call("15551234567", "last"));

        assertTrue(receiver.next().body().contains("last"), "delivered again: " + delivered);
      }
    }
  }

  @Test
  void erasureAbortsCallsUnderWay() throws Exception {
    AtomicBoolean brokenOff = new AtomicBoolean();
    try (RunningParley parley =
            RunningParley.start(
                folder,
                "HOOKS_ALLOW_PRIVATE",
                "true",
                "HOOKS_TIMEOUT_SECONDS",
                "60",
                "WHATSAPP_APP_SECRET",
                SECRET);
        HookReceiver receiver = new HookReceiver(HookReceiver.dripping(brokenOff))) {
      hook(parley, receiver);
      receive(parley, call("15551234567", "first"));
      assertTrue(receiver.next().body().contains("first"));
      receiver.becomes(HookReceiver.answering(204));

      var erased = parley.ask("DELETE", "/api/contacts/15551234567", new byte[0]);

      assertTrue(erased.statusCode() < 300, erased::body);
      Waiting.until("the call is broken off", brokenOff::get);
      receive(parley, call("15551234568", "other"));
      assertTrue(receiver.next().body().contains("other"));
    }
  }

  private static int drain(HookReceiver receiver) {
    int count = 0;
    while (!receiver.isQuiet()) {
      receiver.next();
      count++;
    }
    return count;
  }

  @Test
  void unsignedCallsAreNotForwarded() throws Exception {
    try (RunningParley parley = RunningParley.start(folder, SETTINGS);
        HookReceiver receiver = new HookReceiver()) {
      hook(parley, receiver);
      var forged =
          parley.post(
              "/webhook", call("15551234567", "forged"), "X-Hub-Signature-256", "sha256=00");
      assertEquals(401, forged.statusCode());
      receive(parley, call("15551234567", "genuine"));

      assertTrue(receiver.next().body().contains("genuine"));
    }
  }

  @Test
  void aHookOfThisFormatChoosesNoEventsAndKeepsItsFormat() {
    try (RunningParley parley = RunningParley.start(folder, SETTINGS);
        HookReceiver receiver = new HookReceiver()) {
      String id = hook(parley, receiver);
      var events =
          parley.post(
              "/api/hooks",
              "{\"url\":\"%s\",\"format\":\"cloud-api\",\"events\":[\"message.sent\"]}"
                  .formatted(receiver.url()));
      var format = parley.ask("PUT", "/api/hooks/" + id, "{\"format\":\"parley\"}".getBytes(UTF_8));

      assertEquals(400, events.statusCode());
      assertTrue(json(events).path("error").asString().startsWith("events must be left out"));
      assertEquals(400, format.statusCode());
      assertTrue(json(format).path("error").asString().startsWith("format cannot be changed"));
    }
  }
}
