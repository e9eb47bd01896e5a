package dev.parley.simulator;

import static dev.parley.simulator.Business.ALICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.simulator.Business.Got;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Webhooks about actions of customers.
final class CustomerTest {
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

  private void only(Fault... faults) {
    Faults wanted = Faults.calm();
    for (Fault fault : faults) {
      wanted = wanted.with(fault, 1);
    }
    simulator.faults(wanted);
  }

  private static ObjectNode does(String type) {
    return MetaJson.object().put("from", ALICE).put("type", type);
  }

  /// Waits until all webhooks are delivered, and returns their values.
  private List<JsonNode> values() {
    assertTrue(simulator.ledger().awaitSettled(Duration.ofSeconds(10)));
    return receiver.all().stream().flatMap(webhook -> webhook.values().stream()).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text",
        "image",
        "video",
        "audio",
        "document",
        "sticker",
        "location",
        "reaction",
        "unsupported",
        "request_welcome"
      })
  void aCustomerSendsEveryType(String type) {
    String id = simulator.incoming(does(type));

    JsonNode message = values().getFirst().at("/messages/0");
    assertEquals(id, message.path("id").asText());
    assertEquals(type, message.path("type").asText());
    assertEquals(type, simulator.ledger().unpromptedEvents().getFirst().type());
    assertTrue(simulator.ledger().unpromptedEvents().getFirst().acknowledged());
  }

  @Test
  void aRequestOverHttpMayBringPropertiesOfTheMessage() {
    Got got =
        business.post(
            "/simulate/incoming",
            """
            {"from": "15550100001", "type": "reaction", "name": "Ana",
             "message": {"reaction": {"message_id": "wamid.x"}}}\
            """);

    JsonNode value = values().getFirst();
    assertEquals(got.json().path("id"), value.at("/messages/0/id"));
    assertEquals("wamid.x", value.at("/messages/0/reaction/message_id").asText());
    assertFalse(value.at("/messages/0/reaction").has("emoji"));
    assertEquals("Ana", value.at("/contacts/0/profile/name").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {}                                          | from
          {"from": "me"}                              | from
          {"from": "15550100001", "type": "dance"}    | type
          {"from": "15550100001", "colour": "red"}    | colour
          {"from": "15550100001", "number": "1"}      | number
          """)
  void anInvalidRequestIsRefusedWithItsProblem(String body, String named) {
    Got got = business.post("/simulate/incoming", body);

    assertEquals(400, got.status());
    assertTrue(got.message().contains(named), got.body());
    assertEquals(List.of(), simulator.ledger().unpromptedEvents());
  }

  @Test
  void aUsernameHidesTheNumberUntilTheBusinessUsesIt() {
    only(Fault.USERS_NUMBERLESS, Fault.RULES_NO_WINDOW);
    simulator.customerWrites(ALICE, "Hi");
    JsonNode hidden = values().getLast();

    business.text(ALICE, "Hello", "out-1");
    simulator.customerWrites(ALICE, "Thanks");
    JsonNode shown = values().stream().filter(value -> value.has("messages")).toList().getLast();

    assertFalse(hidden.at("/messages/0").has("from"));
    assertFalse(hidden.at("/contacts/0").has("wa_id"));
    assertTrue(hidden.at("/contacts/0/profile/username").asText().startsWith("@"));
    assertEquals(ALICE, shown.at("/messages/0/from").asText());
    assertEquals(hidden.at("/contacts/0/user_id"), shown.at("/contacts/0/user_id"));
  }

  @Test
  void statusesOfAMessageToAUserIdHaveNoNumber() {
    only(Fault.USERS_NUMBERLESS);
    simulator.customerWrites(ALICE, "Hi");
    String userId = values().getFirst().at("/messages/0/from_user_id").asText();

    Got got =
        business.send(
            """
            {"messaging_product": "whatsapp", "recipient": "%s", "type": "text",
             "text": {"body": "Hello"}}\
            """
                .formatted(userId));

    assertEquals(200, got.status(), got.body());
    List<JsonNode> statuses = values().stream().filter(value -> value.has("statuses")).toList();
    assertEquals(3, statuses.size());
    for (JsonNode value : statuses) {
      assertFalse(value.at("/statuses/0").has("recipient_id"));
      assertEquals(userId, value.at("/statuses/0/recipient_user_id").asText());
    }
  }

  @Test
  void numbersWithoutWhatsAppReceiveNothing() {
    only(Fault.USERS_NOT_ON_WHATSAPP);

    business.text(ALICE, "Hello", "out-1");

    assertEquals(131026, values().getFirst().at("/statuses/0/errors/0/code").asInt());
  }

  @Test
  void recipientsOutsideTheTestListAreRefused() {
    only(Fault.USERS_NOT_ALLOWED);

    assertEquals(131030, business.text(ALICE, "Hello", "out-1").code());
  }

  @Test
  void withoutReceiptsNothingIsRead() {
    only(Fault.USERS_NO_RECEIPTS, Fault.RULES_NO_WINDOW);

    business.text(ALICE, "Hello", "out-1");

    assertEquals(List.of("sent", "delivered"), words());
  }

  @Test
  void readMayComeWithoutDelivered() {
    only(Fault.STATUS_SKIP_DELIVERED, Fault.RULES_NO_WINDOW);

    business.text(ALICE, "Hello", "out-1");

    assertEquals(List.of("sent", "read"), words());
  }

  @Test
  void aMessageMayFailAfterItWasSent() {
    only(Fault.STATUS_LATE_FAILED, Fault.RULES_NO_WINDOW);

    business.text(ALICE, "Hello", "out-1");

    assertEquals(List.of("sent", "failed"), words());
  }

  @Test
  void aMessageMayHaveNoStatus() {
    only(Fault.STATUS_SILENT);

    assertEquals(200, business.text(ALICE, "Hello", "out-1").status());

    assertEquals(List.of(), words());
  }

  private List<String> words() {
    return values().stream().map(value -> value.at("/statuses/0/status").asText()).toList();
  }

  @Test
  void aNumberChangeReportsTheOldNumber() {
    simulator.customerWrites(ALICE, "Hi");

    simulator.incoming(does("system").put("to", "15550199999"));

    JsonNode system = values().getLast().at("/messages/0/system");
    assertEquals("user_changed_number", system.path("type").asText());
    assertEquals("15550199999", system.path("wa_id").asText());
    assertEquals(values().getFirst().at("/contacts/0/user_id"), system.path("previous_user_id"));
    assertNotEquals(system.path("previous_user_id"), system.path("user_id"));
  }

  @Test
  void aCallBeginsAndEnds() {
    String id = simulator.incoming(does("call"));

    List<JsonNode> calls = values().stream().map(value -> value.at("/calls/0")).toList();
    assertEquals(
        List.of("connect", "terminate"),
        calls.stream().map(call -> call.path("event").asText()).toList());
    calls.forEach(call -> assertEquals(id, call.path("id").asText()));
    assertTrue(receiver.all().getFirst().text().contains("\"field\":\"calls\""));
  }

  @Test
  void messagesFromTheBusinessPhoneAreEchoed() {
    String id = simulator.incoming(does("echo").put("text", "Ready at five"));

    JsonNode echo = values().getFirst().at("/message_echoes/0");
    assertEquals(id, echo.path("id").asText());
    assertEquals("12025550100", echo.path("from").asText());
    assertEquals(ALICE, echo.path("to").asText());
    assertEquals("Ready at five", echo.at("/text/body").asText());
  }

  @Test
  void standbyObjectsAreOneLevelDeeper() {
    String id = simulator.incoming(does("text").put("standby", true));

    assertEquals(id, values().getFirst().at("/standby/messages/0/id").asText());
    assertFalse(values().getFirst().has("messages"));
  }

  @Test
  void echoesCallsAndChangesCanHappenRandomly() {
    only(Fault.EVENTS_ECHO, Fault.EVENTS_CALL, Fault.USERS_CHANGE_NUMBER);

    simulator.customerWrites(ALICE, "Hi");

    receiver.await(came -> came.stream().anyMatch(it -> it.text().contains("message_echoes")));
    receiver.await(came -> came.stream().anyMatch(it -> it.text().contains("\"calls\":[")));
    receiver.await(came -> came.stream().anyMatch(it -> it.text().contains("user_changed_number")));
  }

  @Test
  void customersWriteAndAnswerByThemselves() {
    try (Simulator busy =
        Simulator.start(OPTIONS.webhook(receiver.url()).customers(3, 1).speed(100))) {
      receiver.await(came -> came.size() >= 10);
      String customer = busy.ledger().unpromptedEvents().getFirst().customer();

      for (int i = 0; i < 10; i++) {
        assertEquals(200, new Business(busy).text(customer, "Yes", "out-" + i).status());
      }

      receiver.await(came -> came.stream().anyMatch(it -> it.text().contains("\"context\"")));
    }
  }

  @Test
  void customersWriteToEachNumber() {
    List<BusinessNumber> numbers =
        List.of(new BusinessNumber("1", "12025550100"), new BusinessNumber("2", "12025550101"));
    try (Simulator busy =
        Simulator.start(
            OPTIONS.webhook(receiver.url()).numbers(numbers).customers(3, 1).speed(100))) {
      for (String number : List.of("1", "2")) {
        receiver.await(came ->
            came.stream()
                .flatMap(it -> it.values().stream())
                .anyMatch(it -> it.at("/metadata/phone_number_id").asText().equals(number)));
      }
      assertTrue(busy.ledger().unpromptedEvents().size() > 1);
    }
  }

  @Test
  void theSameSeedMakesTheSamePeople() {
    simulator.customerWrites(ALICE, "Hi");
    JsonNode first = values().getFirst();

    try (Simulator again = Simulator.start(OPTIONS.webhook(receiver.url()))) {
      again.customerWrites(ALICE, "Hi");
      assertTrue(again.ledger().awaitSettled(Duration.ofSeconds(10)));
    }
    try (Simulator other = Simulator.start(OPTIONS.webhook(receiver.url()).seed(2))) {
      other.customerWrites(ALICE, "Hi");
      assertTrue(other.ledger().awaitSettled(Duration.ofSeconds(10)));
    }

    List<JsonNode> all = values();
    assertEquals(first.path("contacts"), all.get(1).path("contacts"));
    assertEquals(first.at("/messages/0/id"), all.get(1).at("/messages/0/id"));
    assertNotEquals(first.at("/messages/0/id"), all.get(2).at("/messages/0/id"));
  }

  @Test
  void statusesOfAGroupAreInOneWebhook() {
    business.send(
        """
        {"messaging_product": "whatsapp", "recipient_type": "group", "to": "Y2FwaV9ncm91cDox",
         "type": "text", "text": {"body": "a"}}\
        """);

    List<JsonNode> values = values();
    assertEquals(1, values.get(0).path("statuses").size());
    assertEquals(3, values.get(1).path("statuses").size());
    assertEquals("group", values.get(1).at("/statuses/0/recipient_type").asText());
    assertTrue(values.get(1).at("/statuses/2").has("recipient_participant_id"));
  }
}
