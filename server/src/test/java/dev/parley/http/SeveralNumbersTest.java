package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Waiting;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A business with two numbers, `1` and `22`: customers have a chat with each.
final class SeveralNumbersTest {
  private static final String ALICE = "15550001001";
  private static final String BOTH = "1,22";

  @TempDir private Path folder;
  @AutoClose private final SmallMeta meta = new SmallMeta();

  private RunningParley parley(String numbers) {
    return RunningParley.start(folder, meta.settings("PHONE_NUMBER_ID", numbers));
  }

  /// The messages that one of the business's numbers receives.
  private static String webhook(String number, String list) {
    return """
    {"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{"field":"messages",
    "value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550009999",
    "phone_number_id":"%s"},%s}}]}]}
    """
        .formatted(number, list);
  }

  private static String text(String wamid, String text) {
    return """
    "contacts":[{"wa_id":"15550001001","profile":{"name":"Alice"},"user_id":"US.1"}],
    "messages":[{"id":"%s","from":"15550001001","from_user_id":"US.1","timestamp":"%d",
    "type":"text","text":{"body":"%s"}}]\
    """
        .formatted(wamid, Instant.now().getEpochSecond(), text);
  }

  private static JsonNode post(RunningParley parley, String body) {
    var answer = parley.post("/webhook", body);
    assertEquals(200, answer.statusCode(), answer::body);
    return json(answer);
  }

  private static JsonNode send(RunningParley parley, String chat, String more) {
    var answer =
        parley.post("/api/send", "{\"wa_id\":\"%s\",\"text\":\"Hello\"%s}".formatted(chat, more));
    assertEquals(201, answer.statusCode(), answer::body);
    return json(answer).get("message");
  }

  private static List<String> texts(RunningParley parley, String chat) {
    return json(parley.get("/api/chats/" + chat))
        .valueStream()
        .map(message -> message.get("text").stringValue())
        .toList();
  }

  private static JsonNode newest(RunningParley parley, String chat) {
    JsonNode messages = json(parley.get("/api/chats/" + chat));
    return messages.get(messages.size() - 1);
  }

  @Test
  void aCustomerHasAChatWithEachNumber() {
    try (RunningParley parley = parley(BOTH)) {
      post(parley, webhook("1", text("wamid.a", "To the first")));
      post(parley, webhook("22", text("wamid.b", "To the second")));
      post(
          parley,
          webhook(
              "22",
              """
              "messages":[{"id":"wamid.c","from_user_id":"US.1","timestamp":"%d",
              "type":"text","text":{"body":"Without my number"}}]\
              """
                  .formatted(Instant.now().getEpochSecond() + 1)));

      assertEquals(List.of("To the first"), texts(parley, ALICE));
      assertEquals(List.of("To the second", "Without my number"), texts(parley, ALICE + "@22"));
      JsonNode message = json(parley.get("/api/chats/" + ALICE + "@22")).get(0);
      assertEquals(ALICE + "@22", message.get("wa_id").stringValue());
      assertEquals(ALICE, message.get("from").stringValue());
      assertEquals("22", message.get("to").stringValue());
      assertEquals("+" + ALICE, message.get("phone").stringValue());
      assertEquals("Alice", message.get("name").stringValue());
      assertEquals(2, json(parley.get("/api/chats")).size());
      assertEquals(2, json(parley.get("/api/contacts")).size());
    }
  }

  @Test
  void anAnswerGoesOutFromTheNumberOfTheChat() {
    try (RunningParley parley = parley(BOTH)) {
      post(parley, webhook("22", text("wamid.b", "To the second")));
      send(parley, ALICE, "");
      String id = send(parley, ALICE + "@22", ",\"reply_to\":\"wamid.b\"").get("id").stringValue();
      Waiting.until("both were sent", () -> meta.told().size() == 2);

      assertEquals("+" + ALICE, meta.toldOf("1").getFirst().get("to").stringValue());
      JsonNode told = meta.toldOf("22").getFirst();
      assertEquals("+" + ALICE, told.get("to").stringValue());
      assertEquals("wamid.b", told.get("context").get("message_id").stringValue());
      Waiting.until(
          "it was taken",
          () -> newest(parley, ALICE + "@22").get("delivery").stringValue().equals("sent"));
      String wamid = newest(parley, ALICE + "@22").get("meta_msg_id").stringValue();
      post(
          parley,
          webhook(
              "22",
              """
              "statuses":[{"id":"%s","status":"read","timestamp":"1754562600",
              "recipient_id":"%s","biz_opaque_callback_data":"%s"}]\
              """
                  .formatted(wamid, ALICE, id)));
      assertEquals("read", newest(parley, ALICE + "@22").get("delivery").stringValue());
    }
  }

  /// The status arrives before the answer to the request, and contains the other Brazilian spelling
  /// of the customer's number.
  @Test
  void aStatusFindsTheMessageOfItsNumber() {
    try (RunningParley parley = parley(BOTH)) {
      meta.reply(_ -> SmallMeta.error(131000, "unclear"));
      String chat = "5584998765432@22";
      String id = send(parley, chat, "").get("id").stringValue();
      Waiting.until("WhatsApp has the message", () -> !meta.toldOf("22").isEmpty());
      post(
          parley,
          webhook(
              "22",
              """
              "statuses":[{"id":"wamid.z","status":"delivered","timestamp":"1754562600",
              "recipient_id":"558498765432","biz_opaque_callback_data":"%s"}]\
              """
                  .formatted(id)));
      assertEquals("delivered", newest(parley, chat).get("delivery").stringValue());
      assertEquals("wamid.z", newest(parley, chat).get("meta_msg_id").stringValue());
    }
  }

  @Test
  void webhooksOfUnlistedNumbersAreKeptButNotShown() {
    try (RunningParley parley = parley(BOTH)) {
      JsonNode counts = post(parley, webhook("333", text("wamid.x", "Not for you")));

      assertEquals(1, counts.get("unprocessed").asInt());
      assertEquals(0, counts.get("messages").asInt());
      assertEquals(0, json(parley.get("/api/chats")).size());
    }
    try (RunningParley parley = parley("1,22,333")) {
      assertEquals(0, json(parley.get("/api/chats")).size());
      post(parley, webhook("333", text("wamid.x", "Not for you")));
      assertEquals(List.of("Not for you"), texts(parley, ALICE + "@333"));
    }
  }

  @Test
  void withoutConfiguredNumbersEveryNumberIsAccepted() {
    try (RunningParley parley = RunningParley.start(folder)) {
      post(parley, webhook("1", text("wamid.a", "To the first")));
      post(parley, webhook("22", text("wamid.b", "To the second")));

      assertEquals(List.of("To the first", "To the second"), texts(parley, ALICE));
    }
  }

  @Test
  void aMessageFromANumberThatIsNotOursIsRefused() {
    try (RunningParley parley = parley(BOTH)) {
      var answer =
          parley.post("/api/send", "{\"wa_id\":\"%s@333\",\"text\":\"Hello\"}".formatted(ALICE));

      assertEquals(400, answer.statusCode());
      assertEquals("wa_id", json(answer).get("details").get(0).get("field").stringValue());
      assertTrue(answer.body().contains("it must be one of 22"), answer.body());
    }
  }

  @Test
  void theSendRateFollowsWhatsAppsLimit() {
    meta.throughput("HIGH");
    try (RunningParley parley = parley(BOTH)) {
      Waiting.until("WhatsApp was asked", () -> limit(parley, "1").equals("1000.0"));
      assertEquals("80.0", limit(parley, "22"));
    }
    try (RunningParley parley =
        RunningParley.start(folder, meta.settings("SEND_PER_SECOND", "30"))) {
      assertEquals("30.0", limit(parley, "1"));
    }
  }

  private static String limit(RunningParley parley, String number) {
    String name = "parley_send_limit{number=\"" + number + "\"} ";
    return parley
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()))
        .findFirst()
        .orElse("none");
  }

  @Test
  void aRefusedNumberDoesNotDelayTheOthers() {
    try (RunningParley parley = parley(BOTH)) {
      meta.reply(body ->
          body.get("text").get("body").stringValue().equals("Hello")
              ? SmallMeta.error(133010, "not registered")
              : meta.accept());
      send(parley, ALICE + "@22", "");
      Waiting.until("sending stopped", () -> parley.get("/health").body().contains("\"sending\""));

      parley.post("/api/send", "{\"wa_id\":\"%s\",\"text\":\"Bye\"}".formatted(ALICE));
      Waiting.until("the other was sent", () -> meta.toldOf("1").size() == 1);

      JsonNode sending = json(parley.get("/health")).get("sending");
      assertEquals(133010, sending.get("code").asInt());
      assertEquals("22", sending.get("numbers").get(0).get("phone_number_id").stringValue());
      assertEquals(1, sending.get("numbers").size());
    }
  }

  @Test
  void messagesOfARemovedNumberFailAndCanBeRetriedLater() {
    String id;
    try (RunningParley parley = parley(BOTH)) {
      meta.reply(_ -> SmallMeta.error(133010, "not registered"));
      id = send(parley, ALICE + "@22", "").get("id").stringValue();
      Waiting.until("sending stopped", () -> parley.get("/health").body().contains("\"sending\""));
    }
    meta.reply(_ -> meta.accept());
    try (RunningParley parley = parley("1")) {
      Waiting.until(
          "it failed",
          () -> newest(parley, ALICE + "@22").get("delivery").stringValue().equals("failed"));
      assertEquals(400, parley.post("/api/messages/" + id + "/retry", "{}").statusCode());
    }
    try (RunningParley parley = parley(BOTH)) {
      assertEquals(200, parley.post("/api/messages/" + id + "/retry", "{}").statusCode());
      Waiting.until(
          "it was sent",
          () -> newest(parley, ALICE + "@22").get("delivery").stringValue().equals("sent"));
    }
  }
}
