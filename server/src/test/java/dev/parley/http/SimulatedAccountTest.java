package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.simulator.Simulator;
import dev.parley.simulator.SimulatorOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Events of a simulated account, as Parley shows them.
final class SimulatedAccountTest {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final String ALICE = "15550100001";

  private Simulator meta;
  private RunningParley parley;

  @BeforeEach
  void start(@TempDir Path folder) {
    meta = Simulator.start(SimulatorOptions.defaults().secret("s3cret").speed(100));
    parley =
        RunningParley.start(
            folder,
            "WHATSAPP_APP_SECRET",
            "s3cret",
            "WEBHOOK_VERIFY_TOKEN",
            "parley-simulator",
            "LOG_LEVEL",
            "error");
    assertTrue(meta.webhook(URI.create("http://127.0.0.1:" + parley.port() + "/webhook")));
  }

  @AfterEach
  void stop() {
    parley.close();
    meta.close();
  }

  /// @param field the field of the webhook
  private void happens(String field) {
    var _ =
        meta.event(JsonNodeFactory.instance.objectNode().put("field", field).put("from", ALICE));
    assertTrue(meta.ledger().awaitSettled(LONGEST), "Parley took all webhooks");
  }

  private List<JsonNode> messages() {
    return json(parley.get("/api/chats/" + ALICE)).valueStream().toList();
  }

  private List<String> alerts() {
    JsonNode account = json(parley.get("/health")).path("account");
    return account.valueStream().map(it -> it.get("state").stringValue()).toList();
  }

  @Test
  void thePastOfAPhoneIsInItsChatWithItsFile() {
    happens("history");

    List<JsonNode> messages = messages();
    assertEquals(12, messages.size());
    messages.forEach(it -> assertEquals("history", it.get("origin").stringValue()));
    assertEquals(
        1,
        messages.stream()
            .filter(it -> it.get("message_type").stringValue().equals("image"))
            .count());
  }

  @Test
  void anEntryOfTheAddressBookNamesTheContact() {
    happens("smb_app_state_sync");

    JsonNode contact = json(parley.get("/api/contacts")).get(0);
    assertEquals(ALICE, contact.get("wa_id").stringValue());
    assertTrue(contact.get("name").stringValue().endsWith("(phone)"), contact::toString);
  }

  @Test
  void aHandoverIsALineOfTheChat() {
    happens("messaging_handovers");

    assertEquals(
        "Conversation passed from ai agent to customer service",
        messages().getFirst().get("text").stringValue());
  }

  @Test
  void reportsThatNeedAttentionAreInHealth() {
    happens("message_template_status_update");
    happens("account_update");
    happens("phone_number_quality_update");

    assertEquals(
        List.of("ACCOUNT_VIOLATION ALCOHOL", "PAUSED FIRST_PAUSE"),
        alerts().stream().sorted().toList());
  }
}
