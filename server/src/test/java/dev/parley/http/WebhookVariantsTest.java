package dev.parley.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Tests values that Meta's documentation and its resellers spell in several ways: with every
/// spelling, a message or status reaches the right chat. Each test has its own numbers on one
/// running server.
final class WebhookVariantsTest {
  private static final String OURS = "12065550142";

  @RegisterExtension static final RunningParley parley = RunningParley.with();

  private static int last;

  private final String number = "4477009%05d".formatted(++last);
  private final String userId = "GB.5550000000%05d".formatted(last);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+1 206 555 0142",
        "+1\u00a0206\u2011555\u20110142",
        "\u202a+1 (206) 555-0142\u202c",
        "+1/206.555.0142",
        "12065550142"
      })
  void everySpellingOfTheBusinessNumberIsRecognized(String display) {
    post(
        """
        {"metadata":{"display_phone_number":"%s"},"messages":[{"id":"wamid.%s","from":"%s","to":"%s",
        "timestamp":"1790400001","type":"text","text":{"body":"ours"}}]}
        """
            .formatted(display, number, OURS, number));

    assertEquals("outgoing", text(messages(number).getFirst(), "type"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"+%1$s %2$s", "+%1$s-%2$s", "%1$s %2$s", "+%1$s (%2$s)"})
  void everySpellingOfACustomersNumberIsTheSameChat(String form) {
    receive("a", "\"from\":\"" + number + "\"", "one");
    String written = form.formatted(number.substring(0, 2), number.substring(2));

    receive("b", "\"from\":\"" + written + "\"", "two");

    assertEquals(List.of("one", "two"), texts(number));
  }

  @Test
  void aSingleContactNeedsNoList() {
    post(
        """
        {"contacts":{"wa_id":"%s","profile":{"name":"Ann"}},"messages":[{"id":"wamid.%s","from":"%s",
        "timestamp":"1790400001","type":"text","text":{"body":"x"}}]}
        """
            .formatted(number, number, number));

    assertEquals("Ann", text(messages(number).getFirst(), "name"));
  }

  @Test
  void contactsMayBeBesideStandby() {
    post(
        """
        {"entry":[{"changes":[{"field":"standby","value":{"contacts":[{"wa_id":"%s",
        "profile":{"name":"Ann"}}],"standby":{"messages":[{"id":"wamid.%s","from":"%s",
        "timestamp":"1790400001","type":"text","text":{"body":"x"}}]}}}]}]}
        """
            .formatted(number, number, number));

    assertEquals("Ann", text(messages(number).getFirst(), "name"));
  }

  @Test
  void contactsBesideStandbyDoNotApplyToStandby() {
    String other = number + "7";
    post(
        """
        {"entry":[{"changes":[{"field":"messages","value":{"contacts":[{"wa_id":"%1$s","user_id":"%2$s",
        "profile":{"name":"Ann"}}],"messages":[{"id":"wamid.%1$s.a","from":"%1$s","timestamp":"1790400001",
        "type":"text","text":{"body":"one"}}],"standby":{"messages":[{"id":"wamid.%1$s.b","from":"%3$s",
        "timestamp":"1790400009","type":"text","text":{"body":"other"}}]}}}]}]}
        """
            .formatted(number, userId, other));

    receive("c", "\"from_user_id\":\"" + userId + "\"", "two");

    assertEquals(List.of("one", "two"), texts(number));
    assertEquals("Contact " + other, text(messages(other).getFirst(), "name"));
  }

  @Test
  void twoNumbersInOneFieldAreNotOneLongNumber() {
    receive("a", "\"from\":\"+" + number + " / +447700900999\"", "x");

    assertEquals(List.of(), texts(number + "447700900999"));
  }

  @Test
  void anOldStatusDoesNotMoveAUserIdThatHasAChat() {
    receive("a", "\"from_user_id\":\"" + userId + "\"", "one");
    echo();
    String status =
        """
        {"statuses":[{"id":"wamid.%1$s.e","status":"sent","timestamp":"1790400003",
        "recipient_id":"%1$s","recipient_user_id":"%2$s"}]}
        """
            .formatted(number, userId);
    post(status);
    post(status);

    receive("b", "\"from_user_id\":\"" + userId + "\"", "two");

    assertEquals(List.of("one", "two"), texts(userId));
  }

  @Test
  void aSharedNumberThatHasAChatJoinsTheTwoChats() {
    echo();
    receive("a", "\"from_user_id\":\"" + userId + "\"", "one");
    post(
        """
        {"messages":[{"id":"wamid.%1$s.c","from_user_id":"%2$s","timestamp":"1790400004","type":"contacts",
        "contacts":[{"name":{"formatted_name":"Ann"},"origin":"contact_request","phones":[{"phone":"+%1$s","wa_id":"%1$s"}]}]}]}
        """
            .formatted(number, userId));

    receive("b", "\"from_user_id\":\"" + userId + "\"", "two");

    assertEquals(List.of("ours", "one", "Contact: Ann", "two"), inOrder(number));
  }

  /// A message of the business to the number.
  private void echo() {
    post(
        """
        {"message_echoes":[{"id":"wamid.%1$s.e","from":"12065550142","to":"%1$s","timestamp":"1790400002",
        "type":"text","text":{"body":"ours"}}]}
        """
            .formatted(number));
  }

  @Test
  void aSystemMessageMayTellTheNewUserIdInPlaceOfTheNumber() {
    receive("a", "\"from\":\"" + number + "\",\"from_user_id\":\"" + userId + "\"", "one");
    post(
        """
        {"messages":[{"id":"wamid.%1$s.s","from":"%1$s","timestamp":"1790400002","type":"system",
        "system":{"type":"user_changed_user_id","body":"moved","wa_id":"%2$s9","previous_user_id":"%2$s"}}]}
        """
            .formatted(number, userId));

    receive("b", "\"from_user_id\":\"" + userId + "9\"", "two");

    assertEquals(List.of("one", "moved", "two"), inOrder(number));
  }

  @Test
  void aSharedNumberIdentifiesItsPerson() {
    String card =
        """
        {"messages":[{"id":"wamid.%1$s.c","from_user_id":"%2$s","timestamp":"1790400002","type":"contacts",
        "contacts":[{"name":{"formatted_name":"Ann"},"origin":"%3$s","phones":[{"phone":"+%1$s","wa_id":"%1$s"}]}]}]}
        """;
    receive("a", "\"from_user_id\":\"" + userId + "\"", "one");
    post(card.formatted(number, userId, "contact_request"));
    String friend = "4479" + number.substring(4);
    post(card.formatted(friend, userId, "other"));

    receive("b", "\"from\":\"" + number + "\"", "two");
    receive("d", "\"from\":\"" + friend + "\"", "a friend's");

    assertEquals(List.of("one", "Contact: Ann", "Contact: Ann", "two"), inOrder(userId));
    assertEquals(List.of("a friend's"), texts(friend));
  }

  @Test
  void aValueWithOnlyStandbyOrANewUserIdIsRead() {
    post(
        """
        {"standby":{"messages":[{"id":"wamid.%1$s","from_user_id":"%2$s",
        "timestamp":"1790400001","type":"text","text":{"body":"one"}}]}}
        """
            .formatted(number, userId));
    post(
        """
        {"user_id_update":[{"user_id":{"previous":"%1$s","current":"%1$s9"},"timestamp":"1790400002"}]}
        """
            .formatted(userId));

    receive("b", "\"from_user_id\":\"" + userId + "9\"", "two");

    assertEquals(List.of("one", "two"), inOrder(userId));
  }

  @Test
  void aStatusThatChangesNothingTellsTheUserIdBehindTheNumber() {
    send("wamid." + number);
    report("wamid." + number, "sent", "\"recipient_id\":\"%s\"", "\"user_id\":\"%s\"");

    receive("b", "\"from_user_id\":\"" + userId + "\"", "answer");

    assertEquals(List.of("question", "answer"), inOrder(number));
  }

  @Test
  void aStatusThatChangesNothingTellsTheNumberBehindTheUserId() {
    receive("a", "\"from_user_id\":\"" + userId + "\"", "hidden");
    parley.post(
        "/api/send",
        "{\"wa_id\":\"%s\",\"text\":\"question\",\"id\":\"wamid.%s\"}".formatted(userId, number));
    report("wamid." + number, "sent", "\"recipient_id\":\"%s\"", "\"user_id\":\"%s\"");

    receive("b", "\"from\":\"" + number + "\"", "answer");

    assertEquals(List.of("hidden", "question", "answer"), inOrder(userId));
  }

  @Test
  void aStatusThatComesBeforeItsMessageTellsTheUserIdBehindTheNumber() {
    report("wamid." + number, "delivered", "\"recipient_id\":\"%s\"", "\"user_id\":\"%s\"");
    send("wamid." + number);

    receive("b", "\"from_user_id\":\"" + userId + "\"", "answer");

    assertEquals(List.of("question", "answer"), inOrder(number));
    assertEquals("delivered", text(byText("question"), "status"));
  }

  @Test
  void anOldStatusDoesNotSendThePersonBackToTheirOldNumber() {
    send("wamid." + number);
    String moved = "4479" + number.substring(4);
    receive("a", "\"from\":\"" + moved + "\",\"from_user_id\":\"" + userId + "\"", "moved");

    report("wamid." + number, "sent", "\"recipient_id\":\"%s\"", "\"user_id\":\"%s\"");
    receive("b", "\"from_user_id\":\"" + userId + "\"", "answer");

    assertEquals(List.of("moved", "answer"), texts(moved));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"payment\":\"reference\"", "\"payment\":[{\"reference_id\":\"r\"}]",
        "\"type\":\"PAYMENT\"", "\"payment\":{\"transaction\":{\"status\":\"failed\"}}"
      })
  void everySpellingOfAPaymentStatusIsRead(String mark) {
    send("wamid." + number);

    report("wamid." + number, "failed", mark + ",\"recipient_id\":\"%s\"", "");

    assertEquals("sent", text(messages(number).getFirst(), "status"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELIVERED", "Delivered", " delivered "})
  void aStatusMayBeInCapitals(String word) {
    send("wamid." + number);

    report("wamid." + number, word, "\"recipient_id\":\"%s\"", "");

    assertEquals("delivered", text(messages(number).getFirst(), "status"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"statuses\":[{\"id\":\"%s\",\"status\":\"read\",\"timestamp\":\"1790400009\"}]}",
        "{\"id\":\"%s\",\"status\":\"read\"}"
      })
  void aMessageIdIdentifiesItsReceiverAsALastResort(String body) {
    receive("a", "\"from\":\"" + number + "\",\"from_user_id\":\"" + userId + "\"", "one");
    send(scoped(number, 0x02));

    post(body.formatted(scoped(userId, 0x14)));

    assertEquals("read", text(byText("question"), "status"));
  }

  @Test
  void aFlatMessageThatComesAgainWithAStatusReportsIt() {
    String body =
        "{\"wa_id\":\"%s\",\"id\":\"flat-%s\",\"text\":\"question\",\"type\":\"outgoing\"%s}";
    post(body.formatted(number, number, ""));

    JsonNode moved = post(body.formatted(number, number, ",\"status\":\"read\""));
    JsonNode again = post(body.formatted(number, number, ",\"status\":\"delivered\""));
    JsonNode other =
        post(body.replace("question", "other").formatted(number, number, ",\"status\":\"played\""));

    assertEquals(1, moved.get("statuses").intValue());
    assertEquals(1, again.get("duplicates").intValue());
    assertEquals(1, other.get("duplicates").intValue());
    assertEquals(List.of("question"), texts(number));
    assertEquals("read", text(byText("question"), "delivery"));
  }

  /// An id in the form of WhatsApp's ids: it contains the customer's address, and a token that does
  /// not depend on `address` and `kind`.
  private String scoped(String address, int kind) {
    String bytes =
        "\u001c\u0018"
            + (char) address.length()
            + address
            + "\u0015"
            + (char) kind
            + "\u0000\u0011\u0018\u000e3EB0AB"
            + number.substring(4)
            + "\u0000";
    return "wamid." + Base64.getEncoder().encodeToString(bytes.getBytes(ISO_8859_1));
  }

  private void send(String id) {
    parley.post(
        "/api/send",
        "{\"wa_id\":\"%s\",\"text\":\"question\",\"id\":\"%s\"}".formatted(number, id));
  }

  private void report(String id, String status, String recipient, String contact) {
    post(
        """
        {"contacts":[{"wa_id":"%s"%s}],"statuses":[{"id":"%s","status":"%s",
        "timestamp":"1790400001",%s}]}
        """
            .formatted(
                number,
                contact.isEmpty() ? "" : "," + contact.formatted(userId),
                id,
                status,
                recipient.formatted(number)));
  }

  private void receive(String id, String from, String text) {
    post(
        """
        {"messages":[{"id":"wamid.%s.%s","timestamp":"1790400003",%s,"type":"text","text":{"body":"%s"}}]}
        """
            .formatted(number, id, from, text));
  }

  private static JsonNode post(String body) {
    return RunningParley.json(parley.post("/webhook", body));
  }

  private static List<JsonNode> messages(String chat) {
    return RunningParley.json(parley.get("/api/chats/" + chat)).valueStream().toList();
  }

  private static List<String> texts(String chat) {
    return messages(chat).stream().map(it -> text(it, "text")).toList();
  }

  private static List<String> inOrder(String chat) {
    return messages(chat).stream()
        .sorted(Comparator.comparingLong(it -> it.get("seq").longValue()))
        .map(it -> text(it, "text"))
        .toList();
  }

  private JsonNode byText(String words) {
    List<JsonNode> found =
        messages(number).stream().filter(it -> text(it, "text").equals(words)).toList();
    assertTrue(found.size() == 1, () -> words + ": " + found);
    return found.getFirst();
  }

  private static String text(JsonNode node, String field) {
    return node.get(field).stringValue();
  }
}
