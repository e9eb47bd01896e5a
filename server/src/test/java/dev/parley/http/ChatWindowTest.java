package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.TestClock;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tests the customer service window, as clients see it: the end of a chat's window, and the
/// refusal of messages that are sent later.
final class ChatWindowTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final String NEXT_NOON = "2026-03-03T12:00:00.000Z";
  private static final String CHAT = "15550001001";
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final String TEMPLATE =
      "\"content\":{\"type\":\"template\",\"name\":\"order_ready\",\"language\":\"en_US\"}";

  @TempDir private Path folder;
  private final TestClock clock = TestClock.at(NOON);
  @AutoClose private final SmallMeta meta = new SmallMeta();

  private RunningParley parley() {
    return RunningParley.start(folder, clock, meta.settings());
  }

  private static void receive(RunningParley parley, String field, String json) {
    String body =
        """
        {"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{"field":"%s",
        "value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"1",
        "display_phone_number":"12025550100"},"contacts":[
        {"wa_id":"%s","profile":{"name":"Alice"}}],%s}}]}]}
        """
            .formatted(field, CHAT, json);
    assertEquals(200, parley.post("/webhook", body).statusCode());
  }

  /// The customer writes.
  private static void wrote(RunningParley parley, String wamid, Instant at) {
    receive(
        parley,
        "messages",
        "\"messages\":[{\"id\":\"%s\",\"from\":\"%s\",\"timestamp\":\"%d\",\"type\":\"text\",\"text\":{\"body\":\"Hello\"}}]"
            .formatted(wamid, CHAT, at.getEpochSecond()));
  }

  private static void failed(RunningParley parley, String id) {
    failed(parley, id, 131026, NOON);
  }

  private static void failed(RunningParley parley, String id, int code, Instant at) {
    receive(
        parley,
        "messages",
        "\"statuses\":[{\"id\":\"%s\",\"status\":\"failed\",\"timestamp\":\"%d\",\"recipient_id\":\"%s\",\"errors\":[{\"code\":%d,\"title\":\"-\"}]}]"
            .formatted(id, at.getEpochSecond(), CHAT, code));
  }

  private static HttpResponse<String> send(RunningParley parley, String fields) {
    return parley.post("/api/send", "{\"wa_id\":\"%s\",%s}".formatted(CHAT, fields));
  }

  private static JsonNode expiresAt(RunningParley parley) {
    return json(parley.get("/api/chats")).get(0).get("window_expires_at");
  }

  private static void assertClosed(String body) {
    JsonNode refusal = new JsonMapper().readTree(body);
    assertEquals("window_closed", refusal.get("code").stringValue());
    JsonNode detail = refusal.get("details").get(0);
    assertEquals("wa_id", detail.get("field").stringValue());
    String problem = detail.get("problem").stringValue();
    assertTrue(problem.contains("2026-03-03T12:00:00Z"), problem);
    assertTrue(problem.contains("template"), problem);
    assertTrue(refusal.get("error").stringValue().contains("send a template"));
  }

  @Test
  void aChatHasTheEndOfItsWindow() {
    try (RunningParley parley = parley()) {
      String start = json(parley.get("/api/sync")).get("position").stringValue();
      assertEquals(201, send(parley, "\"text\":\"Hi\"").statusCode());
      assertTrue(expiresAt(parley).isNull());

      wrote(parley, "wamid.1", NOON);

      assertEquals(NEXT_NOON, expiresAt(parley).stringValue());
      assertEquals(
          NEXT_NOON,
          json(parley.get("/api/sync?since=" + start))
              .get("chats")
              .get(0)
              .get("window_expires_at")
              .stringValue());

      clock.set(NOON.plus(Duration.ofDays(3)));
      assertEquals(NEXT_NOON, expiresAt(parley).stringValue());
      wrote(parley, "wamid.0", NOON.minusSeconds(60));
      assertEquals(NEXT_NOON, expiresAt(parley).stringValue());
    }
  }

  @Test
  void aFutureTimeCountsAsNow() {
    try (RunningParley parley = parley()) {
      wrote(parley, "wamid.1", NOON.plus(Duration.ofDays(3_000)));

      assertEquals(NEXT_NOON, expiresAt(parley).stringValue());
    }
  }

  @Test
  void onlyTemplatesAreAcceptedInAClosedWindow() throws Exception {
    try (RunningParley parley = parley();
        ConnectedClient client = ConnectedClient.to(parley)) {
      wrote(parley, "wamid.1", NOON);
      clock.set(NOON.plus(Duration.ofHours(24)).minusMillis(1));
      assertEquals(201, send(parley, "\"text\":\"Still open\",\"id\":\"open\"").statusCode());
      clock.set(NOON.plus(Duration.ofHours(24)));

      HttpResponse<String> refused = send(parley, "\"text\":\"Too late\"");
      String answer =
          client.ask("send", "{\"wa_id\":\"%s\",\"text\":\"Too late\"}".formatted(CHAT)).toString();

      assertEquals(422, refused.statusCode());
      assertClosed(refused.body());
      assertClosed(answer);
      assertEquals(200, send(parley, "\"text\":\"Still open\",\"id\":\"open\"").statusCode());
      assertEquals(201, send(parley, TEMPLATE).statusCode());
      assertEquals(3, json(parley.get("/api/chats/" + CHAT)).size());

      wrote(parley, "wamid.2", clock.instant());
      assertEquals(201, send(parley, "\"text\":\"Open again\"").statusCode());
    }
  }

  @Test
  void failedMessagesAreNotRetriedInAClosedWindow() throws Exception {
    try (RunningParley parley = parley()) {
      wrote(parley, "wamid.1", NOON);
      assertEquals(201, send(parley, "\"text\":\"Hi\",\"id\":\"text\"").statusCode());
      assertEquals(201, send(parley, TEMPLATE + ",\"id\":\"template\"").statusCode());
      awaitTold(2);
      failed(parley, "wamid.meta1");
      failed(parley, "wamid.meta2");
      clock.set(NOON.plus(Duration.ofHours(25)));

      HttpResponse<String> text = parley.post("/api/messages/text/retry", "");
      HttpResponse<String> template = parley.post("/api/messages/template/retry", "");

      assertEquals(422, text.statusCode(), text::body);
      assertClosed(text.body());
      assertEquals(200, template.statusCode(), template::body);
    }
  }

  /// The clock of the customer's phone was wrong, or another program had answered.
  @Test
  void aRefusalByWhatsAppClosesTheWindowForClients() throws Exception {
    try (RunningParley parley = parley();
        ConnectedClient client = ConnectedClient.to(parley)) {
      wrote(parley, "wamid.1", NOON);
      assertEquals(201, send(parley, "\"text\":\"Hi\",\"id\":\"text\"").statusCode());
      awaitTold(1);
      clock.set(NOON.plusSeconds(60));

      failed(parley, "wamid.meta1", 131047, clock.instant());

      String closed = "2026-03-02T12:01:00.000Z";
      assertEquals(closed, client.hear("chatUpdated").text("window_expires_at"));
      assertEquals(closed, expiresAt(parley).stringValue());
      HttpResponse<String> refused = send(parley, "\"text\":\"Hi again\"");
      assertEquals(422, refused.statusCode());
      assertTrue(refused.body().contains("2026-03-02T12:01:00Z"), refused.body());
      assertEquals(422, parley.post("/api/messages/text/retry", "").statusCode());
    }
    try (RunningParley parley = parley()) {
      assertEquals(422, send(parley, "\"text\":\"Hi again\"").statusCode());
      clock.set(NOON.plusSeconds(120));
      wrote(parley, "wamid.2", clock.instant());
      assertEquals(201, send(parley, "\"text\":\"Here you are\"").statusCode());
    }
    assertEquals(List.of(), RunningParley.audit(folder).findings());
  }

  private void awaitTold(int messages) {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (meta.told().size() < messages) {
      assertTrue(System.nanoTime() < deadline, () -> "WhatsApp was told " + meta.told());
      Thread.onSpinWait();
    }
  }

  @Test
  void aSimulatedCustomerOpensTheWindow() {
    try (RunningParley parley = parley()) {
      wrote(parley, "wamid.1", NOON);
      clock.set(NOON.plus(Duration.ofHours(25)));
      assertEquals(422, send(parley, "\"text\":\"Hi\"").statusCode());

      assertEquals(201, send(parley, "\"text\":\"I am back\",\"type\":\"incoming\"").statusCode());

      assertEquals(201, send(parley, "\"text\":\"Hi\"").statusCode());
    }
  }

  @Test
  void anAcceptedOutgoingCallOpensTheWindowForClients() {
    try (RunningParley parley = parley()) {
      wrote(parley, "wamid.1", NOON);
      clock.set(NOON.plus(Duration.ofHours(25)));
      String call =
          "\"statuses\":[{\"type\":\"call\",\"id\":\"wacid.1\",\"status\":\"%s\",\"timestamp\":\"%d\",\"recipient_id\":\"%s\"}]";
      receive(parley, "calls", call.formatted("RINGING", clock.instant().getEpochSecond(), CHAT));
      assertEquals(422, send(parley, "\"text\":\"Hi\"").statusCode());

      receive(
          parley, "calls", call.formatted("ACCEPTED", clock.instant().getEpochSecond() + 9, CHAT));

      assertEquals("2026-03-04T13:00:00.000Z", expiresAt(parley).stringValue());
      assertEquals(201, send(parley, "\"text\":\"Hi\"").statusCode());
    }
  }

  @Test
  void withoutAnAccountNothingIsRefused() {
    try (RunningParley parley = RunningParley.start(folder, clock)) {
      wrote(parley, "wamid.1", NOON);
      clock.set(NOON.plus(Duration.ofDays(30)));

      assertEquals(201, send(parley, "\"text\":\"Hi\"").statusCode());
      assertEquals(NEXT_NOON, expiresAt(parley).stringValue());
    }
  }

  @Test
  void theWindowSurvivesARestart() {
    try (RunningParley parley = parley()) {
      wrote(parley, "wamid.1", NOON);
    }
    clock.set(NOON.plus(Duration.ofDays(30)));
    try (RunningParley parley = parley()) {
      assertEquals(NEXT_NOON, expiresAt(parley).stringValue());
      assertEquals(422, send(parley, "\"text\":\"Hi\"").statusCode());
    }
    assertEquals(List.of(), RunningParley.audit(folder).findings());
    assertFalse(meta.told().stream().anyMatch(it -> it.has("text")));
  }
}
