package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Messages of customers, posted to a running Parley server as WhatsApp does.
final class InboxMessages {
  static final String MARTA = "15550100042";
  static final String JONAS = "15550100043";

  private static final JsonMapper JSON = new JsonMapper();

  private final RunningParley parley;

  InboxMessages(RunningParley parley) {
    this.parley = parley;
  }

  /// Posts a text that is written now.
  ///
  /// @return WhatsApp's id
  String text(String from, String name, String text) {
    return one(from, name, Map.of("type", "text", "text", Map.of("body", text)), Instant.now());
  }

  /// @param fields the fields of the message in WhatsApp's format, for example `type` and `image`
  String one(String from, String name, Map<String, ?> fields, Instant at) {
    String id = "wamid." + UUID.randomUUID();
    post(from, name, List.of(message(id, from, fields, at)));
    return id;
  }

  /// Posts many texts, a minute apart, the last one now: `Message 1.`, `Message 2.` ... The dot
  /// ends the number: the bubble's time follows, and "Message 5" at 03:07 would read "Message
  /// 503:07".
  void many(String from, String name, int texts) {
    Instant now = Instant.now();
    List<Map<String, Object>> messages = new ArrayList<>();
    for (int i = 1; i <= texts; i++) {
      String text =
          "Message "
              + i
              + "."
              + (i % 7 == 0 ? " with some more words, so that it wraps. " : "").repeat(3);
      messages.add(
          message(
              "wamid." + UUID.randomUUID(),
              from,
              Map.of("type", "text", "text", Map.of("body", text)),
              now.minusSeconds(60L * (texts - i))));
    }
    post(from, name, messages);
  }

  /// Marks all messages of a chat as read.
  void read(String waId) {
    assertEquals(
        200,
        parley
            .post("/api/chats/" + waId + "/read", "{}", "Content-Type", "application/json")
            .statusCode());
  }

  /// Reports a status of an outgoing message.
  void status(String id, String status) {
    String body = JSON.writeValueAsString(Map.of("id", id, "status", status));
    assertEquals(
        200, parley.post("/webhook", body, "Content-Type", "application/json").statusCode());
  }

  /// The texts of a chat, oldest first.
  List<String> texts(String waId) {
    List<String> texts = new ArrayList<>();
    for (JsonNode message : messages(waId)) {
      texts.add(message.get("text").stringValue());
    }
    return texts;
  }

  JsonNode messages(String waId) {
    return RunningParley.json(parley.get("/api/chats/" + waId));
  }

  private static Map<String, Object> message(
      String id, String from, Map<String, ?> fields, Instant at) {
    Map<String, Object> message = new HashMap<>(fields);
    message.put("id", id);
    message.put("from", from);
    message.put("timestamp", Long.toString(at.getEpochSecond()));
    return message;
  }

  private void post(String from, String name, List<Map<String, Object>> messages) {
    Map<String, Object> value =
        Map.of(
            "metadata", Map.of("display_phone_number", "15550009999", "phone_number_id", "1"),
            "contacts", List.of(Map.of("wa_id", from, "profile", Map.of("name", name))),
            "messages", messages);
    String body =
        JSON.writeValueAsString(
            Map.of("entry", List.of(Map.of("changes", List.of(Map.of("value", value))))));
    assertEquals(
        200, parley.post("/webhook", body, "Content-Type", "application/json").statusCode());
  }
}
