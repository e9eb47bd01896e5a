package dev.parley.simulator;

import static dev.parley.simulator.Business.ACCOUNT;
import static dev.parley.simulator.Business.ALICE;
import static dev.parley.simulator.Business.NUMBER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.simulator.Business.Got;
import dev.parley.simulator.Receiver.Webhook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Webhooks about events of the account.
final class AccountSideTest {
  private static final SimulatorOptions OPTIONS = SimulatorOptions.defaults().speed(1_000);

  private Receiver receiver;
  private Simulator simulator;
  private Business business;

  @BeforeEach
  void start() throws IOException {
    receiver = new Receiver();
    simulator = Simulator.start(OPTIONS.webhook(receiver.url()));
    business = new Business(simulator);
  }

  @AfterEach
  void stop() {
    simulator.close();
    receiver.close();
  }

  private List<JsonNode> after(String request) {
    Got got = business.post("/simulate/event", request);
    assertEquals(200, got.status(), got.body());
    assertTrue(simulator.ledger().awaitSettled(Duration.ofSeconds(10)));
    return receiver.all().stream().flatMap(it -> it.values().stream()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "message_template_status_update, PAUSED, /other_info/title, FIRST_PAUSE",
    "message_template_status_update, REJECTED, /reason, INVALID_FORMAT",
    "message_template_status_update, APPROVED, /message_template_language, en-US",
    "account_update, ACCOUNT_VIOLATION, /violation_info/violation_type, ALCOHOL",
    "account_update, DISABLED_UPDATE, /ban_info/waba_ban_state, SCHEDULE_FOR_DISABLE",
    "account_update, PARTNER_REMOVED, /phone_number, 12025550100",
    "phone_number_quality_update, ONBOARDING, /display_phone_number, 12025550100"
  })
  void accountEventsHaveATimeAndNoPhoneNumberId(
      String field, String event, String pointer, String there) {
    JsonNode value =
        after("{\"field\": \"%s\", \"event\": \"%s\"}".formatted(field, event)).getFirst();

    assertEquals(event, value.path("event").asText());
    assertEquals(there, value.at(pointer).asText());
    assertFalse(value.has("metadata"));
    JsonNode entry = receiver.all().getFirst().json().at("/entry/0");
    assertEquals(field, entry.at("/changes/0/field").asText());
    assertTrue(entry.path("time").isIntegralNumber());
    assertEquals(1, simulator.ledger().told());
  }

  @Test
  void aRequestMayBringPropertiesOfTheValue() {
    JsonNode value =
        after(
                """
                {"field": "message_template_status_update", "template": "weekend_offer",
                 "value": {"message_template_language": "de", "other_info": {"title": "SECOND_PAUSE"}}}\
                """)
            .getFirst();

    assertEquals("weekend_offer", value.path("message_template_name").asText());
    assertEquals("de", value.path("message_template_language").asText());
    assertEquals("SECOND_PAUSE", value.at("/other_info/title").asText());
  }

  @Test
  void theHistoryArrivesInPartsWithASeparateFile() {
    List<JsonNode> values = after("{\"field\": \"history\", \"from\": \"%s\"}".formatted(ALICE));

    assertEquals(4, values.size());
    Set<Integer> phases = new HashSet<>();
    Set<String> ids = new HashSet<>();
    String placeholder = "";
    List<JsonNode> parts = values.stream().filter(it -> it.has("history")).toList();
    assertEquals(3, parts.size()); // they may arrive in any order
    for (JsonNode value : parts) {
      JsonNode part = value.at("/history/0");
      phases.add(part.at("/metadata/phase").asInt());
      for (JsonNode message : part.at("/threads/0/messages")) {
        ids.add(message.path("id").asText());
        if (message.path("type").asText().equals("media_placeholder")) {
          placeholder = message.path("id").asText();
        }
      }
    }
    assertEquals(Set.of(0, 1, 2), phases);
    assertEquals(12, ids.size());
    JsonNode other = values.stream().filter(it -> it.has("messages")).findFirst().orElseThrow();
    JsonNode file = other.at("/messages/0");
    assertEquals(placeholder, file.path("id").asText());
    assertTrue(file.at("/image/id").isTextual());
    assertEquals(0, simulator.ledger().unpromptedEvents().size());
  }

  @Test
  void theHistoryMayBeDeclined() {
    JsonNode value = after("{\"field\": \"history\", \"event\": \"declined\"}").getFirst();

    assertEquals(2593109, value.at("/history/0/errors/0/code").asInt());
  }

  @Test
  void aHandoverHasItsOwnFieldForTheNumber() {
    JsonNode value =
        after(
                "{\"field\": \"messaging_handovers\", \"event\": \"control_taken\", \"from\": \"%s\"}"
                    .formatted(ALICE))
            .getFirst();

    assertFalse(value.has("metadata"));
    assertEquals(NUMBER, value.at("/recipient/phone_number_id").asText());
    assertEquals(ALICE, value.at("/sender/phone_number").asText());
    assertEquals("ai_agent", value.at("/control_taken/new_owner_role").asText());
  }

  @Test
  void entriesOfTheAddressBookAreAddedAndRemoved() {
    String request = "{\"field\": \"smb_app_state_sync\", \"event\": \"%s\", \"from\": \"%s\"}";
    JsonNode added = after(request.formatted("add", ALICE)).getLast().at("/state_sync/0");
    JsonNode removed = after(request.formatted("remove", ALICE)).getLast().at("/state_sync/0");

    assertTrue(added.at("/contact/full_name").asText().endsWith("(phone)"));
    assertEquals(ALICE, removed.at("/contact/phone_number").asText());
    assertFalse(removed.path("contact").has("full_name"));
    assertEquals("remove", removed.path("action").asText());
  }

  @Test
  void anUpgradeLetsTheNumberSendMore() {
    String level = "/v25.0/" + NUMBER + "?fields=throughput";
    String before = business.get(level).json().at("/throughput/level").asText();

    after("{\"field\": \"phone_number_quality_update\"}");

    assertEquals("STANDARD", before);
    assertEquals("HIGH", business.get(level).json().at("/throughput/level").asText());
  }

  @Test
  void accountEventsIgnoreTheNumbersCallbackUrl() throws IOException {
    try (Receiver own = new Receiver()) {
      business.post(
          "/v25.0/" + NUMBER,
          """
          {"webhook_configuration": {"override_callback_uri": "%s", "verify_token": "right"}}\
          """
              .formatted(own.url()));

      after("{\"field\": \"account_update\"}");
      after("{\"field\": \"messaging_handovers\"}");

      assertEquals(List.of("account_update"), fields(receiver));
      assertEquals(List.of("messaging_handovers"), fields(own));
    }
  }

  private static List<String> fields(Receiver receiver) {
    return receiver.all().stream()
        .map(Webhook::json)
        .map(it -> it.at("/entry/0/changes/0/field").asText())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {}                                                                    | field
          {"field": "messages"}                                                 | field
          {"field": "account_update", "event": "PAUSED"}                        | event
          {"field": "history", "from": "me"}                                    | from
          {"field": "messaging_handovers", "from": "US.20481632649612825501"}   | from
          {"field": "history", "colour": "red"}                                 | colour
          {"field": "history", "number": "1"}                                   | number
          {"field": "message_template_status_update", "template": "A b"}        | template
          """)
  void anInvalidRequestIsRefusedWithItsProblem(String body, String named) {
    Got got = business.post("/simulate/event", body);

    assertEquals(400, got.status());
    assertTrue(got.message().contains(named), got.body());
    assertEquals(0, simulator.ledger().owed());
  }

  @Test
  void eachEventCanHappenRandomly() {
    Faults all = Faults.calm();
    for (Fault fault : Fault.values()) {
      if (fault
          .wireName()
          .matches("events\\.(history|contacts|handover|template|account|quality)")) {
        all = all.with(fault, 1);
      }
    }
    simulator.faults(all);

    simulator.customerWrites(ALICE, "Hi");

    for (String field : AccountSide.FIELDS) {
      receiver.await(
          came -> came.stream().anyMatch(it -> it.text().contains("\"field\":\"" + field + "\"")));
    }
  }

  @Test
  void eventsOfTwoRunsWithOneLedgerDiffer(@TempDir Path folder) {
    SimulatorOptions kept = OPTIONS.webhook(receiver.url()).ledger(folder.resolve("ledger"));
    for (int i = 0; i < 2; i++) {
      try (Simulator run = Simulator.start(kept)) {
        run.event(MetaJson.object().put("field", "history").put("from", ALICE));
        assertTrue(run.ledger().awaitSettled(Duration.ofSeconds(10)));
        assertEquals(i + 1, run.ledger().told());
      }
    }

    Set<String> files = new HashSet<>();
    receiver
        .all()
        .forEach(
            it -> it.values().forEach(value -> files.add(value.at("/messages/0/id").asText())));
    files.remove("");
    assertEquals(2, files.size());
  }

  @Test
  void withoutASubscriptionNoEventsAreSent() {
    business.delete("/v25.0/" + ACCOUNT + "/subscribed_apps");
    business.post("/simulate/event", "{\"field\": \"account_update\"}");
    assertEquals(1, simulator.ledger().owed());

    business.post("/v25.0/" + ACCOUNT + "/subscribed_apps", "");

    assertTrue(simulator.ledger().awaitSettled(Duration.ofSeconds(10)));
  }
}
