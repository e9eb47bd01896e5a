package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Tests ids that clients choose and that are equal to ids of WhatsApp.
final class ChosenIdsTest {
  private static final String ID = "wamid.HBgMNDQ3NzAwOTAwMzIxFQIAEhgUM0VCMEFCMTJDRDM0RUY1Njc4QUIA";
  private static final String ALICE = "447700900321";
  private static final String BOB = "447700900322";

  @RegisterExtension final RunningParley parley = RunningParley.with();

  @AfterEach
  void stop() {
    parley.close();
    assertEquals(List.of(), RunningParley.audit(parley.folder()).findings());
  }

  @Test
  void aCustomersMessageIsStoredDespiteAClientsMessageWithItsId() {
    send(BOB, "ours");

    assertCounts(1, 0, receive(ID, ALICE, "theirs"));
    assertCounts(0, 1, receive(ID, ALICE, "theirs"));

    assertEquals(List.of("ours"), texts(BOB));
    assertEquals(List.of("theirs"), texts(ALICE));
    assertEquals("incoming", messages(ALICE).getFirst().get("type").stringValue());
    assertEquals(ID, messages(BOB).getFirst().get("id").stringValue());
    assertEquals(200, send(BOB, "ours"));
    assertEquals(409, send(ALICE, "theirs"));
  }

  @Test
  void aCustomersMessageIsStoredInTheChatOfTheClientsMessageToo() {
    send(ALICE, "same words");

    assertCounts(1, 0, receive(ID, ALICE, "same words"));
    assertCounts(0, 1, receive(ID, ALICE, "same words"));

    assertEquals(List.of("same words", "same words"), texts(ALICE));
  }

  @Test
  void reportsReachTheCustomersMessage() {
    send(BOB, "ours");
    receive(ID, ALICE, "theirs");

    post(
        ALICE,
        """
        "id":"wamid.r","type":"reaction","reaction":{"message_id":"%s","emoji":"👍"}
        """
            .formatted(ID));
    post(
        ALICE,
        """
        "id":"wamid.e","type":"edit","edit":{"original_message_id":"%s",
        "message":{"type":"text","text":{"body":"theirs, edited"}}}
        """
            .formatted(ID));
    JsonNode theirs = byText(ALICE, "theirs, edited");
    assertEquals("👍", theirs.at("/reactions/0/emoji").stringValue());
    assertEquals(0, messages(BOB).getFirst().get("reactions").size());
    assertEquals(List.of("ours"), texts(BOB));
  }

  @Test
  void aStatusBelongsToTheSentMessage() {
    send(BOB, "ours");
    receive(ID, ALICE, "theirs");

    parley.post(
        "/webhook",
        """
        {"statuses":[{"id":"%s","status":"read","timestamp":"1790400100","recipient_id":"%s"}]}
        """
            .formatted(ID, BOB));

    assertEquals("read", messages(BOB).getFirst().get("status").stringValue());
    assertEquals("delivered", messages(ALICE).getFirst().get("status").stringValue());
  }

  @Test
  void theFlatFormCannotTakeTheIdOfAWhatsAppMessage() {
    flat(BOB, "flat");

    assertCounts(1, 0, receive(ID, ALICE, "theirs"));
    assertCounts(0, 1, receive(ID, ALICE, "theirs"));

    assertEquals(List.of("flat"), texts(BOB));
    assertEquals(List.of("theirs"), texts(ALICE));
  }

  @Test
  void aMessageForwardedEarlierByAProgramIsOneMessage() {
    flat(ALICE, "theirs");

    assertCounts(0, 1, receive(ID, ALICE, "theirs"));

    assertEquals(List.of("theirs"), texts(ALICE));
  }

  @Test
  void anEchoOfAClientsMessageIsOneMessage() {
    send(ALICE, "ours");

    assertCounts(
        0,
        1,
        parley
            .post(
                "/webhook",
                """
                {"message_echoes":[{"id":"%s","from":"15550783881","to":"%s","type":"text",
                "timestamp":"1790400001","text":{"body":"ours"}}]}
                """
                    .formatted(ID, ALICE))
            .body());
    assertEquals(List.of("ours"), texts(ALICE));
  }

  @Test
  void aRedeliveryIsADuplicateDespiteLaterChanges() {
    receive(ID, ALICE, "theirs");

    assertCounts(0, 1, receive(ID, BOB, "other words"));

    assertEquals(List.of("theirs"), texts(ALICE));
    assertEquals(List.of(), texts(BOB));
  }

  @Test
  void aClientCannotTakeAnIdThatWhatsAppHasGiven() {
    receive(ID, ALICE, "theirs");

    assertEquals(409, send(BOB, "ours"));
    assertEquals(409, send(ALICE, "theirs"));
    assertCounts(0, 1, flat(BOB, "flat"));

    assertEquals(List.of("theirs"), texts(ALICE));
    assertEquals(List.of(), texts(BOB));
  }

  /// A message has two ids, which contain the customer's number or the user id. WhatsApp sends the
  /// first one, then a client uses the second one.
  @Test
  void theOtherIdOfAMessageConflictsToo() {
    post(ALICE, "\"from_user_id\":\"GB.1\",\"id\":\"wamid.hi\",\"text\":{\"body\":\"hi\"}");
    receive(ID, ALICE, "theirs");
    String scoped = "wamid." + scoped();

    assertEquals(409, send(scoped, ALICE, "ours", "outgoing"));
    assertEquals(200, send(scoped, ALICE, "theirs", "incoming"));
    assertEquals(List.of("hi", "theirs"), texts(ALICE));
  }

  private static String scoped() {
    byte[] id = Base64.getDecoder().decode(ID.substring("wamid.".length()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0x1C, 0x18, 4, 'G', 'B', '.', '1', 0x15, 0x14});
    out.write(id, 3 + ALICE.length() + 2, id.length - 3 - ALICE.length() - 2);
    return Base64.getEncoder().encodeToString(out.toByteArray());
  }

  private int send(String id, String chat, String text, String type) {
    return parley
        .post(
            "/api/send",
            "{\"wa_id\":\"%s\",\"text\":\"%s\",\"id\":\"%s\",\"type\":\"%s\"}"
                .formatted(chat, text, id, type))
        .statusCode();
  }

  private int send(String chat, String text) {
    return parley
        .post(
            "/api/send",
            "{\"wa_id\":\"%s\",\"text\":\"%s\",\"id\":\"%s\"}".formatted(chat, text, ID))
        .statusCode();
  }

  private String flat(String chat, String text) {
    return parley
        .post(
            "/webhook",
            "{\"wa_id\":\"%s\",\"text\":\"%s\",\"id\":\"%s\"}".formatted(chat, text, ID))
        .body();
  }

  private String receive(String id, String from, String text) {
    return post(
        from, "\"id\":\"%s\",\"type\":\"text\",\"text\":{\"body\":\"%s\"}".formatted(id, text));
  }

  private String post(String from, String message) {
    return parley
        .post(
            "/webhook",
            """
            {"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{
            "metadata":{"display_phone_number":"15550783881","phone_number_id":"1"},
            "messages":[{"from":"%s","timestamp":"1790400001",%s}]}}]}]}
            """
                .formatted(from, message))
        .body();
  }

  private static void assertCounts(int messages, int duplicates, String answer) {
    assertEquals(
        "{\"success\":true,\"messages\":%d,\"statuses\":0,\"duplicates\":%d,\"ignored\":0,\"unprocessed\":0}"
            .formatted(messages, duplicates),
        answer);
  }

  private List<JsonNode> messages(String chat) {
    return RunningParley.json(parley.get("/api/chats/" + chat)).valueStream().toList();
  }

  private List<String> texts(String chat) {
    return messages(chat).stream().map(it -> it.get("text").stringValue()).toList();
  }

  private JsonNode byText(String chat, String text) {
    return messages(chat).stream()
        .filter(it -> it.get("text").stringValue().equals(text))
        .findFirst()
        .orElseThrow();
  }
}
