package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.parley.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Tests messages on their way to WhatsApp, from the request to the statuses of the customer's app.
final class SendingTest {
  private static final String CHAT = "15550001001";

  @TempDir private Path folder;
  @AutoClose private final SmallMeta meta = new SmallMeta();

  private static String send(RunningParley parley, String chat, String text) {
    var answer =
        parley.post("/api/send", "{\"wa_id\":\"%s\",\"text\":\"%s\"}".formatted(chat, text));
    assertEquals(201, answer.statusCode(), answer::body);
    return json(answer).get("message").get("id").stringValue();
  }

  private static JsonNode message(RunningParley parley, String chat, String id) {
    for (JsonNode message : json(parley.get("/api/chats/" + chat + "?limit=500"))) {
      if (message.get("id").stringValue().equals(id)) {
        return message;
      }
    }
    throw new AssertionError("no message " + id);
  }

  private static String delivery(RunningParley parley, String id) {
    return message(parley, CHAT, id).get("delivery").stringValue();
  }

  private static void awaitDelivery(RunningParley parley, String id, String delivery) {
    Waiting.until(id + " is " + delivery, () -> delivery(parley, id).equals(delivery));
  }

  /// A webhook with the status of a message, in WhatsApp's form.
  private static void report(RunningParley parley, String wamid, String status, String id) {
    String body =
        """
        {"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{"field":"messages",
        "value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"1"},"statuses":[
        {"id":"%s","status":"%s","timestamp":"1754562600","recipient_id":"%s",
        "biz_opaque_callback_data":"%s"}]}}]}]}
        """
            .formatted(wamid, status, CHAT, id);
    assertEquals(200, parley.post("/webhook", body).statusCode());
  }

  @Test
  void aTextIsSentDeliveredAndRead() {
    try (RunningParley parley = RunningParley.start(folder, meta.settings())) {
      String id = send(parley, CHAT, "Hello");
      awaitDelivery(parley, id, "sent");

      JsonNode told = meta.told().getFirst();
      assertEquals("Hello", told.get("text").get("body").stringValue());
      assertEquals(id, told.get("biz_opaque_callback_data").stringValue());
      assertTrue(told.get("to").stringValue().endsWith(CHAT));
      String wamid = message(parley, CHAT, id).get("meta_msg_id").stringValue();
      assertEquals("wamid.meta1", wamid);

      report(parley, wamid, "delivered", id);
      report(parley, wamid, "read", id);

      assertEquals("read", delivery(parley, id));
      assertTrue(
          parley
              .get("/metrics")
              .body()
              .contains("parley_send_seconds_count{outcome=\"accepted\"} 1"));
    }
  }

  @Test
  void messagesOfAChatAreSentInOrder() {
    try (RunningParley parley = RunningParley.start(folder, meta.settings())) {
      List<String> texts = IntStream.range(0, 40).mapToObj(i -> "text " + i).toList();
      texts.forEach(text -> send(parley, CHAT, text));

      Waiting.until("all were sent", () -> meta.told().size() == texts.size());
      assertEquals(texts, meta.texts());
    }
  }

  @Test
  void anAnswerQuotesByWhatsAppsId() {
    try (RunningParley parley = RunningParley.start(folder, meta.settings())) {
      String first = send(parley, CHAT, "One");
      awaitDelivery(parley, first, "sent");
      parley.post(
          "/api/send",
          "{\"wa_id\":\"%s\",\"text\":\"Two\",\"reply_to\":\"%s\"}".formatted(CHAT, first));

      Waiting.until("both were sent", () -> meta.told().size() == 2);
      assertEquals(
          "wamid.meta1", meta.told().get(1).get("context").get("message_id").stringValue());
    }
  }

  @Test
  void aRefusedMessageHasAReasonAndCanBeRetried() {
    meta.reply(_ -> SmallMeta.error(131026, "(#131026) Message undeliverable"));
    try (RunningParley parley = RunningParley.start(folder, meta.settings())) {
      String id = send(parley, CHAT, "Hello");
      awaitDelivery(parley, id, "failed");

      JsonNode error = message(parley, CHAT, id).get("error");
      assertEquals(131026, error.get("code").intValue());
      assertEquals("Message undeliverable", error.get("title").stringValue());
      assertTrue(error.get("advice").stringValue().contains("not on WhatsApp"));

      meta.reply(_ -> meta.accept());
      var again = parley.post("/api/messages/" + id + "/retry", "");

      assertEquals(200, again.statusCode(), again::body);
      assertEquals(id, json(again).get("message").get("id").stringValue());
      awaitDelivery(parley, id, "sent");
      assertTrue(message(parley, CHAT, id).get("error").isNull());
      assertEquals(1, json(parley.get("/api/chats/" + CHAT)).size());
    }
  }

  @Test
  void onlyFailedMessagesCanBeRetried() {
    try (RunningParley parley = RunningParley.start(folder, meta.settings())) {
      String id = send(parley, CHAT, "Hello");
      awaitDelivery(parley, id, "sent");

      var sent = parley.post("/api/messages/" + id + "/retry", "");
      var unknown = parley.post("/api/messages/nothing/retry", "");

      assertEquals(409, sent.statusCode());
      assertEquals("not_failed", json(sent).get("code").stringValue());
      assertEquals(404, unknown.statusCode());
    }
  }

  @Test
  void aPictureSentElsewhereCannotBeRetried() {
    try (RunningParley parley = RunningParley.start(folder, meta.settings())) {
      String echo =
          """
          {"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{
          "field":"smb_message_echoes","value":{"messaging_product":"whatsapp",
          "metadata":{"phone_number_id":"1"},"message_echoes":[{"id":"wamid.echo","from":"1555",
          "to":"%s","timestamp":"1754562600","type":"image",
          "image":{"id":"77","mime_type":"image/jpeg","caption":"The lid"}}]}}]}]}
          """
              .formatted(CHAT);
      assertEquals(200, parley.post("/webhook", echo).statusCode());
      report(parley, "wamid.echo", "failed", "another");
      assertEquals("failed", delivery(parley, "wamid.echo"));

      var again = parley.post("/api/messages/wamid.echo/retry", "");

      assertEquals(409, again.statusCode(), again::body);
      assertEquals("conflict", json(again).get("code").stringValue());
      assertEquals("failed", delivery(parley, "wamid.echo"));
      String next = send(parley, CHAT, "Hello");
      awaitDelivery(parley, next, "sent");
      assertEquals(1, meta.told().size());
    }
  }

  /// An echo can be faster than WhatsApp's answer.
  @Test
  void anEchoThatComesBeforeTheAnswerIsTheSameMessage() {
    AtomicReference<RunningParley> running = new AtomicReference<>();
    meta.reply(_ -> {
      String echo =
          """
          {"message_echoes":[{"id":"wamid.echo","from":"1555","to":"%s","type":"text",
          "timestamp":"%d","text":{"body":"Hello"}}]}
          """
              .formatted(CHAT, Instant.now().getEpochSecond());
      assertEquals(200, running.get().post("/webhook", echo).statusCode());
      return new SmallMeta.Reply.Accepted("wamid.echo");
    });
    try (RunningParley parley = RunningParley.start(folder, meta.settings())) {
      running.set(parley);
      String id = send(parley, CHAT, "Hello");
      awaitDelivery(parley, id, "sent");

      JsonNode messages = json(parley.get("/api/chats/" + CHAT));
      assertEquals(1, messages.size(), messages::toString);
      assertEquals("wamid.echo", messages.get(0).get("meta_msg_id").stringValue());
    }
  }

  @Test
  void withoutAnAccountARetryCountsAsSent() {
    try (RunningParley parley = RunningParley.start(folder)) {
      String id = send(parley, CHAT, "Hello");
      report(parley, id, "failed", id);
      assertEquals("failed", delivery(parley, id));

      parley.post("/api/messages/" + id + "/retry", "");

      assertEquals("sent", delivery(parley, id));
    }
  }

  @Test
  void aStatusConfirmsAMessageWithoutAnAnswer() {
    meta.reply(_ -> new SmallMeta.Reply.Silence());
    try (RunningParley parley = RunningParley.start(folder, meta.settings())) {
      String id = send(parley, CHAT, "Hello");
      Waiting.until("WhatsApp has the message", () -> !meta.told().isEmpty());
      assertEquals("pending", delivery(parley, id));

      report(parley, "wamid.late", "sent", id);

      assertEquals("sent", delivery(parley, id));
      assertEquals("wamid.late", message(parley, CHAT, id).get("meta_msg_id").stringValue());
      assertEquals(1, meta.told().size());
    }
  }

  @Test
  void aMessageWithoutAnswerAndStatusFailsAndIsNotResent() {
    meta.reply(body ->
        body.get("text").get("body").stringValue().equals("Hello")
            ? new SmallMeta.Reply.Refused(502, "<html>Bad Gateway</html>")
            : meta.accept());
    try (RunningParley parley =
        RunningParley.start(folder, meta.settings("SEND_UNCERTAIN_SECONDS", "1"))) {
      String id = send(parley, CHAT, "Hello");
      String next = send(parley, CHAT, "World");
      awaitDelivery(parley, id, "failed");
      awaitDelivery(parley, next, "sent");

      assertEquals(
          "Perhaps sent", message(parley, CHAT, id).get("error").get("title").stringValue());
      assertEquals(List.of("Hello", "World"), meta.texts());
    }
  }

  @Test
  void anIncompleteAnswerCountsAsNone() {
    meta.reply(_ -> new SmallMeta.Reply.Half());
    try (RunningParley parley =
        RunningParley.start(
            folder, meta.settings("SEND_TIMEOUT_SECONDS", "1", "SEND_UNCERTAIN_SECONDS", "1"))) {
      String id = send(parley, CHAT, "Hello");
      awaitDelivery(parley, id, "failed");

      String metrics = parley.get("/metrics").body();
      assertTrue(metrics.contains("parley_send_seconds_count{outcome=\"unknown\"} 1"), metrics);
      assertTrue(metrics.contains("parley_send_under_way 0"), metrics);
    }
  }

  @Test
  void fewMessagesAreSentDuringAnOutageOfWhatsApp() {
    int chats = 40;
    CompletableFuture<Long> begun = new CompletableFuture<>();
    meta.reply(_ -> {
      long now = System.nanoTime();
      begun.complete(now);
      return now - begun.join() < Duration.ofSeconds(4).toNanos()
          ? new SmallMeta.Reply.Refused(503, "<html>Unavailable</html>")
          : meta.accept();
    });
    try (RunningParley parley =
        RunningParley.start(
            folder, meta.settings("SEND_PER_SECOND", "20", "SEND_UNCERTAIN_SECONDS", "1"))) {
      for (int i = 0; i < chats; i++) {
        send(parley, "1555100" + (1000 + i), "to " + i);
      }
      Waiting.until("WhatsApp has all messages", () -> meta.told().size() == chats);

      long risked =
          IntStream.range(0, chats)
              .mapToObj(i -> json(parley.get("/api/chats/1555100" + (1000 + i))).get(0))
              .filter(it -> !it.get("meta_msg_id").stringValue().startsWith("wamid."))
              .count();
      assertTrue(risked < 12, risked + " of " + chats);
    }
  }

  @Test
  void uncertainMessagesAreResentIfConfigured() {
    AtomicInteger times = new AtomicInteger();
    meta.reply(_ ->
        times.incrementAndGet() == 1
            ? SmallMeta.error(131000, "(#131000) Something went wrong")
            : meta.accept());
    try (RunningParley parley =
        RunningParley.start(
            folder, meta.settings("SEND_UNCERTAIN_SECONDS", "1", "SEND_UNCERTAIN", "resend"))) {
      awaitDelivery(parley, send(parley, CHAT, "Hello"), "sent");

      assertEquals(List.of("Hello", "Hello"), meta.texts());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "190, Error validating access token, WHATSAPP_ACCESS_TOKEN",
    "131042, Business eligibility payment issue, payment",
    "133010, Phone number not registered, register"
  })
  void accountErrorsStopSendingUntilTheyAreFixed(int code, String title, String advice) {
    meta.reply(_ -> SmallMeta.error(code, title));
    try (RunningParley parley = RunningParley.start(folder, meta.settings())) {
      String id = send(parley, CHAT, "Hello");
      String other = send(parley, "15550002002", "Hi");
      Waiting.until("sending stops", () -> json(parley.get("/health")).has("sending"));

      JsonNode sending = json(parley.get("/health")).get("sending");
      assertEquals("stopped", sending.get("status").stringValue());
      assertEquals(code, sending.get("code").intValue());
      assertEquals(title, sending.get("reason").stringValue());
      assertTrue(sending.get("advice").stringValue().contains(advice));
      assertEquals(200, parley.get("/health").statusCode());
      assertEquals("pending", delivery(parley, id));
      assertTrue(parley.get("/metrics").body().contains("parley_send_stopped 1"));

      meta.reply(_ -> meta.accept());
      awaitDelivery(parley, id, "sent");
      Waiting.until(
          "the other one as well",
          () -> message(parley, "15550002002", other).get("delivery").stringValue().equals("sent"));
      assertTrue(!json(parley.get("/health")).has("sending"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "131063, Marketing templates are switched off, WhatsApp Manager",
    "131064, Template limit, category",
    "131044, Payment issue of a call, calls"
  })
  void errorsOfTemplatesOrCallsDoNotStopSending(int code, String title, String advice) {
    meta.reply(body ->
        body.get("text").get("body").stringValue().equals("Hello")
            ? SmallMeta.error(code, title)
            : meta.accept());
    try (RunningParley parley = RunningParley.start(folder, meta.settings())) {
      String id = send(parley, CHAT, "Hello");
      String next = send(parley, CHAT, "World");
      awaitDelivery(parley, next, "sent");

      JsonNode error = message(parley, CHAT, id).get("error");
      assertEquals(code, error.get("code").intValue());
      assertTrue(error.get("advice").stringValue().contains(advice), error::toString);
      assertFalse(json(parley.get("/health")).has("sending"));
    }
  }

  @ParameterizedTest
  @CsvSource({"130429, Rate limit hit", "131056, Pair rate limit hit", "80007, Too many calls"})
  void messagesOverTheLimitAreSentLater(int code, String title) {
    AtomicInteger times = new AtomicInteger();
    meta.reply(_ -> times.incrementAndGet() == 1 ? SmallMeta.error(code, title) : meta.accept());
    try (RunningParley parley = RunningParley.start(folder, meta.settings())) {
      awaitDelivery(parley, send(parley, CHAT, "Hello"), "sent");
    }
  }

  @Test
  void readReceiptsAreSentIfConfigured() {
    try (RunningParley parley =
        RunningParley.start(folder, meta.settings("SEND_READ_RECEIPTS", "true"))) {
      wrote(parley, "wamid.1", "Hello?");
      wrote(parley, "wamid.2", "Anybody?");
      parley.post("/api/chats/" + CHAT + "/read", "");

      Waiting.until("WhatsApp has a request", () -> !meta.told().isEmpty());
      assertEquals(
          "{\"messaging_product\":\"whatsapp\",\"status\":\"read\",\"message_id\":\"wamid.2\"}",
          meta.told().getFirst().toString());
    }
  }

  @Test
  void typingIndicatorsAreSent() {
    try (RunningParley parley = RunningParley.start(folder, meta.settings())) {
      JsonNode before = json(parley.post("/api/chats/" + CHAT + "/typing", ""));
      wrote(parley, "wamid.1", "Hello?");
      parley.post("/api/chats/" + CHAT + "/read", "");
      JsonNode after = json(parley.post("/api/chats/" + CHAT + "/typing", ""));
      parley.post("/api/chats/" + CHAT + "/typing", "");

      assertEquals("{\"success\":true,\"shown\":false}", before.toString());
      assertEquals("{\"success\":true,\"shown\":true}", after.toString());
      Waiting.until("WhatsApp has a request", () -> !meta.told().isEmpty());
      JsonNode told = meta.told().getFirst();
      assertEquals("wamid.1", told.get("message_id").stringValue());
      assertEquals("text", told.get("typing_indicator").get("type").stringValue());
      send(parley, CHAT, "Yes");
      Waiting.until(
          "one typing indicator and the message were sent", () -> meta.told().size() == 2);
    }
  }

  @Test
  void groupsGetNoReadReceiptsAndTypingIndicators() {
    String group = "Y2FwaV9ncm91cDoxNzA1";
    try (RunningParley parley =
        RunningParley.start(folder, meta.settings("SEND_READ_RECEIPTS", "true"))) {
      wrote(parley, group, "wamid.1", "Hello, all");
      JsonNode typing = json(parley.post("/api/chats/" + group + "/typing", ""));
      parley.post("/api/chats/" + group + "/read", "");
      wrote(parley, "wamid.2", "Hello?");
      parley.post("/api/chats/" + CHAT + "/read", "");

      assertEquals("{\"success\":true,\"shown\":false}", typing.toString());
      Waiting.until("WhatsApp has the receipt of the other chat", () -> !meta.told().isEmpty());
      awaitDelivery(parley, send(parley, CHAT, "Yes"), "sent");
      assertEquals(
          List.of("wamid.2"),
          meta.told().stream()
              .filter(it -> it.has("message_id"))
              .map(it -> it.get("message_id").stringValue())
              .toList());
    }
  }

  /// The customer writes.
  private static void wrote(RunningParley parley, String wamid, String text) {
    wrote(parley, null, wamid, text);
  }

  /// The customer writes, in a group or directly to the business.
  private static void wrote(
      RunningParley parley, @Nullable String group, String wamid, String text) {
    String place = group == null ? "" : "\"group_id\":\"" + group + "\",";
    String body =
        """
        {"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{"field":"messages",
        "value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"1"},"contacts":[
        {"wa_id":"%1$s","profile":{"name":"Alice"}}],"messages":[{"id":"%2$s","from":"%1$s",
        %4$s"timestamp":"%5$d","type":"text","text":{"body":"%3$s"}}]}}]}]}
        """
            .formatted(CHAT, wamid, text, place, Instant.now().getEpochSecond());
    assertEquals(200, parley.post("/webhook", body).statusCode());
  }

  @Test
  void waitingMessagesAreSentAfterARestart() {
    String[] unreachable = meta.settings();
    unreachable[1] = "http://127.0.0.1:1";
    String id;
    try (RunningParley parley = RunningParley.start(folder, unreachable)) {
      id = send(parley, CHAT, "Hello");
      assertEquals("pending", delivery(parley, id));
    }
    try (RunningParley parley = RunningParley.start(folder, meta.settings())) {
      awaitDelivery(parley, id, "sent");
      assertEquals(1, meta.told().size());
    }
  }

  @Test
  void aDamagedWaitingMessageIsNotSentAndDelaysNobody() throws SQLException {
    String[] unreachable = meta.settings();
    unreachable[1] = "http://127.0.0.1:1";
    String id;
    String next;
    try (RunningParley parley = RunningParley.start(folder, unreachable)) {
      var answer =
          parley.post(
              "/api/send",
              """
              {"wa_id":"%s","content":{"type":"location","latitude":1,"longitude":2}}
              """
                  .formatted(CHAT));
      assertEquals(201, answer.statusCode(), answer::body);
      id = json(answer).get("message").get("id").stringValue();
      next = send(parley, CHAT, "Hello");
    }
    assertEquals(1, damagePayloads());
    try (RunningParley parley = RunningParley.start(folder, meta.settings())) {
      awaitDelivery(parley, next, "sent");

      assertEquals("failed", delivery(parley, id));
      JsonNode error = message(parley, CHAT, id).get("error");
      assertEquals("Not sent", error.get("title").stringValue());
      assertEquals(1, meta.told().size());
    }
  }

  /// Damages the waiting payloads in the store, while no Parley runs.
  private long damagePayloads() throws SQLException {
    if (RunningParley.onMongoDb()) {
      return RunningParley.database(folder)
          .getCollection("parley_outbox")
          .updateMany(Filters.ne("payload", null), Updates.set("payload", "["))
          .getModifiedCount();
    }
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/parley.db"));
        Statement statement = database.createStatement()) {
      return statement.executeUpdate("UPDATE outbox SET payload = '[' WHERE payload NOT NULL");
    }
  }

  @Test
  void messagesOfManyChatsAreSentOnce() {
    int chats = 200;
    try (RunningParley parley =
        RunningParley.start(folder, meta.settings("SEND_PER_SECOND", "1000"))) {
      Set<String> sent = ConcurrentHashMap.newKeySet();
      for (int i = 0; i < chats; i++) {
        sent.add(send(parley, "1555100" + (1000 + i), "to " + i));
      }
      Waiting.until("WhatsApp has all messages", () -> meta.told().size() >= chats);

      assertEquals(
          sent,
          Set.copyOf(
              meta.told().stream()
                  .map(it -> it.get("biz_opaque_callback_data").stringValue())
                  .toList()));
      assertEquals(chats, meta.told().size());
    }
  }
}
