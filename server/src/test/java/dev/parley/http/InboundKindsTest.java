package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Waiting;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Tests what clients see of calls, of a phone with the same number, and of other responders. Each
/// test has its own customer on one running server.
final class InboundKindsTest {
  private static final String OURS = "12065550142";

  @RegisterExtension static final RunningParley parley = RunningParley.with();

  private static int last;

  private final String number = "4477008%05d".formatted(++last);
  private final String userId = "GB.6660000000%05d".formatted(last);

  @AfterAll
  static void stop() {
    parley.close();
    assertEquals(List.of(), RunningParley.audit(parley.folder()).findings());
  }

  @Test
  void aCallHasOneLineForAllItsReports() throws Exception {
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      call("\"event\":\"connect\",\"session\":{\"sdp\":\"v=0 192.0.2.7\",\"sdp_type\":\"offer\"}");
      assertEquals("Incoming call", client.hear("newMessage", this::ofCustomer).text("text"));

      call("\"event\":\"terminate\",\"status\":\"FAILED\"");
      assertEquals("Missed call", client.hear("messageUpdated", this::ofCustomer).text("text"));
    }

    JsonNode again = call("\"event\":\"terminate\",\"status\":\"FAILED\"");

    assertEquals(1, again.get("duplicates").intValue());
    JsonNode line = messages("?include=webhook_data").getFirst();
    assertEquals(1, messages().size());
    assertEquals("call", line.get("message_type").stringValue());
    assertEquals("missed", line.at("/content/state").stringValue());
    assertEquals("delivered", line.get("status").stringValue());
    assertFalse(line.toString().contains("192.0.2.7"), line::toString);
    assertEquals(1, chat().get("unreadCount").intValue());
  }

  @Test
  void aStatusOfAnOutgoingCallIsNotAMessageStatus() {
    String status =
        """
        "statuses":[{"id":"wacid.%1$s","type":"call","status":"%2$s","timestamp":"1790400005",
        "recipient_id":"%1$s"}]\
        """;
    post("calls", status.formatted(number, "RINGING"));
    post("calls", status.formatted(number, "ACCEPTED"));
    JsonNode wrong = post("messages", status.formatted(number, "read"));

    JsonNode line = messages().getFirst();
    assertEquals("outgoing", text(line, "type"));
    assertEquals("accepted", line.at("/content/state").stringValue());
    assertEquals("sent", text(line, "delivery"));
    assertEquals(1, wrong.get("unprocessed").intValue());
  }

  @Test
  void theVoicemailOfACallIsBesideIt() {
    call("\"event\":\"connect\"");
    post(
        "messages",
        """
        "messages":[{"id":"wacid.%1$s","from":"%1$s","timestamp":"1790400036","type":"audio",
        "audio":{"id":"100","voice":true}}]\
        """
            .formatted(number));
    call("\"event\":\"terminate\"");

    assertEquals(List.of("Missed call", "Voice message"), texts());
  }

  @Test
  void theHistoryOfAPhoneIsStoredButNotNew() throws Exception {
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      JsonNode answer = post("history", history());
      String fence = number + "9";
      receive(fence, "now");

      assertEquals(3, answer.get("messages").intValue());
      client.hear("newMessage", it -> it.text("wa_id").equals(fence));
      for (ConnectedClient.Event event : client.soFar()) {
        assertFalse(event.name().equals("newMessage"), event::toString);
      }
    }

    assertEquals(List.of("long ago", "our answer", "Media that is only on the phone"), texts());
    JsonNode ours = messages().get(1);
    assertEquals("history", text(ours, "origin"));
    assertEquals("read", text(ours, "status"));
    assertEquals(0, ours.get("status_times").size());
    assertEquals("phone", ours.at("/sent_by/kind").stringValue());
    assertEquals(0, chat().get("unreadCount").intValue());
  }

  @Test
  void clientsReceiveTheHistoryAsUpdates() throws Exception {
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      post("history", history());

      assertEquals("long ago", client.hear("messageUpdated", this::ofCustomer).text("text"));
    }
  }

  @Test
  void aPictureOfTheHistoryReplacesItsPlaceholder() {
    post("history", history());

    JsonNode answer =
        post(
            "history",
            """
            "messages":[{"id":"wamid.%1$s.h3","from":"%1$s","timestamp":"1790300003",
            "type":"image","image":{"id":"700","caption":"the lid"}}]\
            """
                .formatted(number));

    assertEquals(1, answer.get("messages").intValue());
    assertEquals(List.of("long ago", "our answer", "the lid"), texts());
  }

  @Test
  void standbyMessagesAreStoredOnceAndMarked() {
    String message =
        """
        "messages":[{"id":"wamid.%1$s.s","from":"%1$s","timestamp":"1790400001","type":"text",
        "text":{"body":"to the machine"}}]\
        """
            .formatted(number);
    post("standby", "\"standby\":{" + message + "}");

    JsonNode again = post("messages", message);

    assertEquals(1, again.get("duplicates").intValue());
    assertEquals(1, messages().size());
    assertEquals("standby", text(messages().getFirst(), "origin"));
    assertEquals(1, chat().get("unreadCount").intValue());
  }

  @Test
  void anAnswerOfAnotherResponderIsMarked() {
    post(
        "standby",
        """
        "standby":{"message_echoes":[{"id":"wamid.%1$s.b","timestamp":"1790400001","message":{
        "to":"%1$s","type":"text","text":{"body":"I am a machine"}}}]}\
        """
            .formatted(number));

    JsonNode message = messages().getFirst();
    assertEquals("outgoing", text(message, "type"));
    assertEquals("bot", message.at("/sent_by/kind").stringValue());
  }

  @Test
  void aHandoverIsALineOfItsChat() {
    String handover =
        """
        {"entry":[{"changes":[{"field":"messaging_handovers","value":{
        "sender":{"phone_number":"%s"},"recipient":{"phone_number_id":"418800231177405"},
        "type":"control_passed","timestamp":"1790400001","control_passed":{
        "previous_owner_role":"ai_agent","new_owner_role":"customer_service",
        "conversation_context":{"type":"summary","summary":{"text":"late parcel"}}}}}]}]}
        """
            .formatted(number);
    json(parley.post("/webhook", handover));

    JsonNode again = json(parley.post("/webhook", handover));

    assertEquals(1, again.get("duplicates").intValue());
    assertEquals(List.of("Conversation passed from ai agent to customer service"), texts());
    assertEquals("late parcel", messages().getFirst().at("/content/summary").stringValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo", "send"})
  void thePhoneCanEditAndRevokeMessages(String by) {
    String id = "wamid." + number + ".e";
    if (by.equals("echo")) {
      echo(id, "\"type\":\"text\",\"text\":{\"body\":\"redy at five\"}");
    } else {
      parley.post(
          "/api/send",
          "{\"wa_id\":\"%s\",\"text\":\"redy at five\",\"id\":\"%s\"}".formatted(number, id));
    }

    echo(
        id + "2",
        """
        "type":"edit","edit":{"original_message_id":"%s","message":{"context":{"id":"M0"},
        "type":"text","text":{"body":"ready at five"}}}\
        """
            .formatted(id));

    assertEquals(List.of("ready at five"), texts());
    assertTrue(messages().getFirst().get("edited_at").isString());

    echo(id + "3", "\"type\":\"revoke\",\"revoke\":{\"original_message_id\":\"" + id + "\"}");

    assertEquals(List.of("Message deleted"), texts());
  }

  @Test
  void theAddressBookOfThePhoneNamesContacts() {
    post(
        "smb_app_state_sync",
        """
        "state_sync":[{"type":"contact","contact":{"full_name":"Ines H","phone_number":"%s"},
        "action":"add","metadata":{"timestamp":"1790400000"}}]\
        """
            .formatted(number));
    receive(number, "hello");

    assertEquals("Ines H", text(messages().getFirst(), "name"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"recipient_participant", "participant_recipient"})
  void theMemberOfAGroupIsKnownByBothOfTheirNames(String prefix) {
    post(
        "messages",
        """
        "statuses":[{"id":"wamid.%1$s.g","status":"read","timestamp":"1790400000",
        "recipient_id":"GROUP","recipient_type":"group","%2$s_id":"%1$s","%2$s_user_id":"%3$s"}]\
        """
            .formatted(number, prefix, userId));

    post(
        "messages",
        """
        "messages":[{"id":"wamid.%1$s.m","from_user_id":"%2$s","timestamp":"1790400001",
        "type":"text","text":{"body":"without a number"}}]\
        """
            .formatted(number, userId));

    assertEquals(List.of("without a number"), texts());
  }

  @Test
  void accountReportsAreShownAfterARestart(@TempDir Path own) {
    String at = Long.toString(Instant.now().getEpochSecond());
    String banned =
        """
        {"entry":[{"time":%s,"changes":[{"field":"account_update","value":{
        "phone_number":"%s","event":"DISABLED_UPDATE",
        "ban_info":{"waba_ban_state":"SCHEDULE_FOR_DISABLE"}}}]}]}
        """
            .formatted(at, OURS);
    try (RunningParley first = RunningParley.start(own)) {
      assertFalse(json(first.get("/health")).has("account"));
      first.post("/webhook", banned);

      Waiting.until("/health shows the report", () -> json(first.get("/health")).has("account"));
      JsonNode alert = json(first.get("/health")).at("/account/0");
      assertEquals("account_update", text(alert, "kind"));
      assertEquals("DISABLED_UPDATE SCHEDULE_FOR_DISABLE", text(alert, "state"));
      String metrics = first.get("/metrics").body();
      assertTrue(
          metrics.contains("parley_whatsapp_alerts_total{kind=\"account_update\"} 1.0"), metrics);
      assertEquals("[]", first.get("/api/chats").body());
    }
    try (RunningParley second = RunningParley.start(own)) {
      Waiting.until("/health shows the report", () -> json(second.get("/health")).has("account"));

      second.post("/webhook", banned.replace("SCHEDULE_FOR_DISABLE", "REINSTATE"));

      Waiting.until("/health shows no report", () -> !json(second.get("/health")).has("account"));
    }
  }

  @Test
  void errorsOfAWholeValueAreCounted() {
    JsonNode answer =
        post("messages", "\"errors\":[{\"code\":130429,\"title\":\"Rate limit hit\"}]");

    assertEquals(1, answer.get("unprocessed").intValue());
    String metrics = parley.get("/metrics").body();
    assertTrue(metrics.contains("parley_whatsapp_alerts_total{kind=\"errors\"} 1.0"), metrics);
  }

  private boolean ofCustomer(ConnectedClient.Event event) {
    return event.text("wa_id").equals(number);
  }

  private JsonNode call(String members) {
    return post(
        "calls",
        """
        "calls":[{"id":"wacid.%1$s","from":"%1$s","to":"12065550142","timestamp":"1790400001",
        "direction":"USER_INITIATED",%2$s}]\
        """
            .formatted(number, members));
  }

  private String history() {
    return """
    "history":[{"metadata":{"phase":0,"chunk_order":1,"progress":55},"threads":[{"id":"%1$s",
    "messages":[{"id":"wamid.%1$s.h1","from":"%1$s","timestamp":"1790300001","type":"text",
    "text":{"body":"long ago"},"history_context":{"status":"DELIVERED"}},
    {"id":"wamid.%1$s.h2","from":"12065550142","to":"%1$s","timestamp":"1790300002","type":"text",
    "text":{"body":"our answer"},"history_context":{"status":"READ"}},
    {"id":"wamid.%1$s.h3","from":"%1$s","timestamp":"1790300003","type":"media_placeholder",
    "history_context":{"status":"READ"}}]}]}]\
    """
        .formatted(number);
  }

  private void echo(String id, String members) {
    post(
        "smb_message_echoes",
        """
        "message_echoes":[{"id":"%s","from":"12065550142","to":"+%s","timestamp":"1790400001",%s}]\
        """
            .formatted(id, number, members));
  }

  private static void receive(String from, String text) {
    post(
        "messages",
        """
        "messages":[{"id":"wamid.%1$s.r","from":"%1$s","timestamp":"1790400001","type":"text",
        "text":{"body":"%2$s"}}]\
        """
            .formatted(from, text));
  }

  private static JsonNode post(String field, String members) {
    return json(
        parley.post(
            "/webhook",
            """
            {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"%s",
            "value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"%s",
            "phone_number_id":"418800231177405"},%s}}]}]}
            """
                .formatted(field, OURS, members)));
  }

  private List<String> texts() {
    return messages().stream().map(message -> text(message, "text")).toList();
  }

  private List<JsonNode> messages() {
    return messages("");
  }

  private List<JsonNode> messages(String query) {
    return json(parley.get("/api/chats/" + number + query)).valueStream().toList();
  }

  private JsonNode chat() {
    return json(parley.get("/api/chats?limit=1000"))
        .valueStream()
        .filter(chat -> text(chat, "wa_id").equals(number))
        .findFirst()
        .orElseThrow();
  }

  private static String text(JsonNode node, String field) {
    return node.get(field).stringValue();
  }
}
