package dev.parley.simulator;

import static dev.parley.simulator.Business.ALICE;
import static dev.parley.simulator.Business.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.simulator.Receiver.Webhook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Webhooks: bytes, signature, retries, duplicates, order, batches.
final class WebhookTest {
  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Receiver receiver;
  private Simulator simulator;

  @BeforeEach
  void start() throws IOException {
    receiver = new Receiver();
    simulator =
        Simulator.start(
            SimulatorOptions.defaults().webhook(receiver.url()).secret(KEY).speed(1_000));
  }

  @AfterEach
  void stop() {
    simulator.close();
    receiver.close();
  }

  @Test
  void theSignatureIsThatOfTheKnownVectors() {
    byte[] first =
        "{\"object\":\"whatsapp_business_account\",\"entry\":[]}".getBytes(StandardCharsets.UTF_8);

    assertEquals(
        "sha256=eefab58106e73358686845848feb95c56372e7391b3dc050b6a31c8c5f347ece",
        MetaJson.signature(KEY, first));
  }

  @Test
  void allButAsciiAndSlashesAreEscapedInLowerCase() throws IOException {
    String plain =
        "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[{\"field\":"
            + "\"messages\",\"value\":{\"messages\":[{\"id\":\"wamid.T\",\"text\":{\"body\":\"café"
            + " 😀 https://example.com/a\"}}]}}]}]}";

    byte[] escaped = MetaJson.escaped(MetaJson.parse(plain.getBytes(StandardCharsets.UTF_8)));

    assertEquals(198, escaped.length);
    assertEquals(
        "sha256=c902b87b2d9deec6697ed58d5bbdb6bad1805bf3c42b01ad8d060963ea159d3f",
        MetaJson.signature(KEY, escaped));
  }

  @Test
  void anIncomingTextComesEscapedAndSignedOverItsBytes() {
    String id = simulator.customerWrites(ALICE, "café 😀 https://example.com/a");

    assertTrue(simulator.ledger().awaitSettled(LIMIT));
    Webhook webhook = receiver.all().getFirst();
    assertTrue(
        webhook.text().contains("caf\\u00e9 \\ud83d\\ude00 https:\\/\\/example.com\\/a"),
        webhook.text());
    assertEquals(MetaJson.signature(KEY, webhook.body()), webhook.signature());
    JsonNode value = webhook.values().getFirst();
    assertEquals(id, value.path("messages").path(0).path("id").asText());
    assertEquals(ALICE, value.path("messages").path(0).path("from").asText());
    assertEquals(ALICE, value.path("contacts").path(0).path("wa_id").asText());
    assertEquals(
        value.path("contacts").path(0).path("user_id"),
        value.path("messages").path(0).path("from_user_id"));
    assertEquals(Business.NUMBER, value.path("metadata").path("phone_number_id").asText());
  }

  @Test
  void webhooksWithoutA200AreResentWithTheSameBytes() {
    AtomicInteger calls = new AtomicInteger();
    int[] answers = {500, 403, 201, 200};
    receiver.answer(() -> answers[Math.min(3, calls.getAndIncrement())]);

    simulator.customerWrites(ALICE, "Hello");

    assertTrue(simulator.ledger().awaitSettled(LIMIT));
    List<Webhook> came = receiver.all();
    assertEquals(List.of(500, 403, 201, 200), came.stream().map(Webhook::answered).toList());
    came.forEach(webhook -> assertTrue(Arrays.equals(came.getFirst().body(), webhook.body())));
    assertEquals(3, simulator.ledger().counts().path("webhooks").path("retried").asInt());
  }

  @Test
  void retriesBackOffAndEndAfterSevenDays() {
    receiver.answer(() -> 500);
    simulator.clock().speed(0);
    simulator.customerWrites(ALICE, "Hello");
    awaitPosts(2);

    simulator.clock().advance(Duration.ofMillis(999));
    assertEquals(2, receiver.all().size());
    simulator.clock().advance(Duration.ofMillis(1));
    awaitPosts(3);
    simulator.clock().advance(Duration.ofSeconds(2));
    awaitPosts(4);
    simulator.clock().advance(Duration.ofDays(8));
    awaitPosts(5);

    assertTrue(simulator.ledger().awaitSettled(LIMIT));
    assertEquals(1, simulator.ledger().counts().path("webhooks").path("dropped").asInt());
    assertFalse(simulator.ledger().unpromptedEvents().getFirst().acknowledged());
  }

  /// Waits until this number of webhooks was sent and their answers were noted.
  private void awaitPosts(int count) {
    Ledger ledger = simulator.ledger();
    assertTrue(
        ledger.await(LIMIT, () -> ledger.counts().path("webhooks").path("sent").asInt() >= count));
  }

  @Test
  void duplicatesComeAlthoughTheyWereAnswered200() {
    simulator.faults(Faults.calm().with(Fault.WEBHOOK_DUPLICATE, 1));

    simulator.customerWrites(ALICE, "Hello");

    List<Webhook> came = receiver.await(all -> all.size() == 2);
    assertTrue(Arrays.equals(came.get(0).body(), came.get(1).body()));
  }

  @Test
  void aWrongSignatureComesBeforeTheRightOne() {
    simulator.faults(Faults.calm().with(Fault.WEBHOOK_WRONG_SIGNATURE, 1));

    simulator.customerWrites(ALICE, "Hello");

    List<Webhook> came = receiver.await(all -> all.size() == 2);
    assertNotEquals(MetaJson.signature(KEY, came.get(0).body()), came.get(0).signature());
    assertEquals(MetaJson.signature(KEY, came.get(1).body()), came.get(1).signature());
  }

  @Test
  void reorderedStatusesAreOvertaken() {
    simulator.faults(Faults.calm().with(Fault.WEBHOOK_REORDER, 0.5).with(Fault.RULES_NO_WINDOW, 1));
    Business business = new Business(simulator);

    for (int i = 0; i < 10; i++) {
      assertEquals(200, business.text(ALICE, "Hello", "out-" + i).status());
    }

    assertTrue(simulator.ledger().awaitSettled(LIMIT));
    List<String> words = receiver.all().stream().flatMap(it -> it.statuses().stream()).toList();
    assertEquals(30, words.size());
    boolean overtaken =
        simulator.ledger().accepted().stream()
            .map(message -> statusesOf(message.wamid()))
            .anyMatch(statuses -> !statuses.equals(List.of("sent", "delivered", "read")));
    assertTrue(overtaken, words.toString());
  }

  private List<String> statusesOf(String wamid) {
    return receiver.all().stream()
        .filter(webhook -> webhook.json().findValuesAsText("id").contains(wamid))
        .flatMap(webhook -> webhook.statuses().stream())
        .toList();
  }

  @Test
  void aBatchHasUpToAThousandEventsInOneWebhook() {
    simulator.clock().speed(0);
    simulator.faults(Faults.calm().with(Fault.WEBHOOK_BATCH, 1));
    for (int i = 0; i < 1_010; i++) {
      simulator.customerWrites(ALICE, "Hello " + i);
    }

    receiver.await(came -> came.size() == 1);
    assertEquals(1_000, messages(receiver.all().getFirst()));
    simulator.clock().advance(Duration.ofSeconds(2));
    receiver.await(came -> came.size() == 2);

    assertEquals(10, messages(receiver.all().getLast()));
  }

  private static int messages(Webhook webhook) {
    return webhook.values().stream().mapToInt(value -> value.path("messages").size()).sum();
  }

  @Test
  void customersEventsAreIndependent() {
    receiver.answer(() -> 500);
    simulator.customerWrites(ALICE, "Hello");
    receiver.await(came -> came.size() >= 2);
    receiver.answer(() -> 200);

    String second = simulator.customerWrites(BOB, "Hi");

    receiver.await(came -> came.stream().anyMatch(it -> it.text().contains(text(second))));
  }

  private static String text(String id) {
    return id.replace("/", "\\/");
  }

  @Test
  void withoutACallbackUrlEventsAreOwed() {
    try (Simulator other = Simulator.start(SimulatorOptions.defaults().verifyToken("right"))) {
      other.customerWrites(ALICE, "Hello");

      assertFalse(other.ledger().awaitSettled(Duration.ofMillis(50)));
      assertTrue(other.webhook(receiver.url()));

      assertTrue(other.ledger().awaitSettled(LIMIT));
      assertEquals(1, receiver.all().size());
    }
  }

  @Test
  void anUnverifiedCallbackUrlIsNotUsed() {
    try (Simulator other = Simulator.start(SimulatorOptions.defaults().verifyToken("wrong"))) {
      assertFalse(other.webhook(receiver.url()));
    }
  }
}
