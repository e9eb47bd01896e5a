package dev.parley.simulator;

import static dev.parley.simulator.Business.ALICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.simulator.Business.Got;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A message that is accepted: the answer, the ledger, and the statuses.
final class SendTest {
  private Receiver receiver;
  private Simulator simulator;
  private Business business;

  @BeforeEach
  void start() throws IOException {
    receiver = new Receiver();
    simulator =
        Simulator.start(
            SimulatorOptions.defaults().webhook(receiver.url()).secret("secret").speed(100));
    business = new Business(simulator);
  }

  @AfterEach
  void stop() {
    simulator.close();
    receiver.close();
  }

  @Test
  void anAcceptedTextIsAnsweredWithItsId() {
    Got got = business.text(ALICE, "Hello", "out-1");

    assertEquals(200, got.status());
    assertEquals("+" + ALICE, got.json().path("contacts").path(0).path("input").asText());
    assertEquals(ALICE, got.json().path("contacts").path(0).path("wa_id").asText());
    assertTrue(got.wamid().startsWith("wamid.HBgL"), got.body());
  }

  @Test
  void acceptedMessagesAreInTheLedger() {
    Got got = business.text(ALICE, "Hello", "out-1");

    JsonNode accepted = business.get("/ledger").json().path("accepted").path(0);
    assertEquals(got.wamid(), accepted.path("wamid").asText());
    assertEquals("out-1", accepted.path("biz_opaque_callback_data").asText());
    assertEquals("Hello", accepted.path("body").path("text").path("body").asText());
    assertEquals(ALICE, accepted.path("customer").asText());
  }

  @Test
  void statusesComeInOrderWithTheCallersData() {
    simulator.customerWrites(ALICE, "Hi");

    Got got = business.text(ALICE, "Hello", "out-1");

    assertTrue(simulator.ledger().awaitSettled(Duration.ofSeconds(10)));
    List<JsonNode> statuses =
        receiver.all().stream()
            .flatMap(webhook -> webhook.values().stream())
            .filter(value -> value.has("statuses"))
            .map(value -> value.path("statuses").path(0))
            .toList();
    assertEquals(
        List.of("sent", "delivered", "read"),
        statuses.stream().map(it -> it.path("status").asText()).toList());
    for (JsonNode status : statuses) {
      assertEquals(got.wamid(), status.path("id").asText());
      assertEquals("out-1", status.path("biz_opaque_callback_data").asText());
      assertEquals(ALICE, status.path("recipient_id").asText());
    }
  }

  @Test
  void outsideTheWindowATextFailsLater() {
    Got got = business.text(ALICE, "Hello", "out-1");

    assertEquals(200, got.status());
    assertTrue(simulator.ledger().awaitSettled(Duration.ofSeconds(10)));
    JsonNode value = receiver.all().getFirst().values().getFirst();
    JsonNode status = value.path("statuses").path(0);
    assertEquals("failed", status.path("status").asText());
    assertEquals(131047, status.path("errors").path(0).path("code").asInt());
    assertFalse(value.has("contacts"));
  }
}
