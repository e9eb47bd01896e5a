package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Tests to which members of a group a message was delivered, and which of them have read it.
final class GroupReceiptsTest {
  private static final String GROUP = "Y2FwaV9ncm91cDox.ZD";

  @RegisterExtension final RunningParley parley = RunningParley.with();

  private String position;

  @BeforeEach
  void start() {
    var answer =
        parley.post(
            "/api/send",
            "{\"wa_id\":\"%s\",\"text\":\"To all\",\"id\":\"wamid.all\"}".formatted(GROUP));
    assertEquals(201, answer.statusCode(), answer::body);
    assertFalse(json(answer).get("message").has("receipts"));
    position = json(parley.get("/api/sync")).get("position").stringValue();
    // as WhatsApp sends them: several members with one webhook, and the field in both spellings
    report(
        status("delivered", 1754562600, "\"recipient_participant_id\":\"15550001001\""),
        status("delivered", 1754562601, "\"participant_recipient_id\":\"15550002002\""));
    report(status("read", 1754562605, "\"recipient_participant_id\":\"15550002002\""));
  }

  private static String status(String word, long at, String member) {
    return """
    {"id":"wamid.all","status":"%s","timestamp":"%d","recipient_id":"%s","recipient_type":"group",%s}\
    """
        .formatted(word, at, GROUP, member);
  }

  private void report(String... statuses) {
    var answer =
        parley.post("/webhook", "{\"statuses\":[%s]}".formatted(String.join(",", statuses)));
    assertEquals(200, answer.statusCode(), answer::body);
  }

  private static List<String> receipts(JsonNode message) {
    return message
        .get("receipts")
        .valueStream()
        .map(it ->
            Stream.of(
                    it.get("by").stringValue(),
                    it.get("delivery").stringValue(),
                    it.get("status_times").get("delivered").stringValue())
                .reduce((one, other) -> one + " " + other)
                .orElseThrow())
        .toList();
  }

  private static final List<String> WANTED =
      List.of(
          "15550001001 delivered 2025-08-07T10:30:00.000Z",
          "15550002002 read 2025-08-07T10:30:01.000Z");

  @Test
  void aMessageShowsItsReceipts() {
    JsonNode message = json(parley.get("/api/messages/wamid.all"));

    assertEquals(WANTED, receipts(message));
    assertEquals("read", message.get("delivery").stringValue());
  }

  @Test
  void reconnectedClientsReceiveTheReceipts() {
    JsonNode sync = json(parley.get("/api/sync?since=" + position));

    assertEquals(WANTED, receipts(sync.get("messages").get(0)));
  }

  @Test
  void connectedClientsReceiveTheReceipts() throws Exception {
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      report(status("read", 1754562609, "\"recipient_participant_id\":\"15550001001\""));

      var told =
          client
              .hear(
                  "messageUpdated",
                  it -> it.payload().at("/receipts/0/delivery").asText().equals("read"))
              .payload();
      assertEquals("15550001001", told.get("receipts").get(0).get("by").asText());
    }
  }

  @Test
  void receiptsSurviveARestart() {
    parley.close();
    parley.start();

    assertEquals(WANTED, receipts(json(parley.get("/api/messages/wamid.all"))));
  }
}
