package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatHistory;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Cases that occurred in integrations in production: `payloads/cases`, posted to a running server.
final class WebhookCasesTest {
  private static final Path CASES = Path.of("src/test/resources/payloads/cases");
  private static final String SENT =
      "wamid.HBgMNDQ3NzAwOTAwMzIxFQIAERgSN0MwRkZFRTAxMjM0NTY3ODlBAA==";

  @RegisterExtension final RunningParley parley = RunningParley.with();

  @ParameterizedTest
  @CsvSource({
    "bsuid-then-number, US.11111111111111111111, number hidden|number shown",
    "system-user-id-change-bare, US.11111111111111111111, before|User Nadia Okoro changed from"
        + " US.11111111111111111111 to US.22222222222222222222|after"
  })
  void onePersonHasOneChat(String name, String chat, String texts) throws IOException {
    postBodies(name);

    assertEquals(List.of(chat), chats());
    assertEquals(List.of(texts.split("\\|")), texts(chat));
  }

  @Test
  void anAnswerWithoutTheNinthDigitIsInTheSameChat() throws IOException {
    parley.post("/api/send", "{\"wa_id\":\"5584998765432\",\"text\":\"oi\",\"id\":\"a1\"}");

    postBodies("brazil-ninth-digit");

    assertEquals(List.of("5584998765432"), chats());
    assertEquals(2, texts("5584998765432").size());
  }

  @Test
  void aRevealedNumberIdentifiesItsPerson() throws IOException {
    postBodies("bsuid-then-number");

    receive("wamid.b3", "\"from\":\"447700900456\"", "number only");
    parley.post("/api/send", "{\"wa_id\":\"447700900456\",\"text\":\"answer\",\"id\":\"a1\"}");
    HttpResponse<String> again =
        parley.post("/api/send", "{\"wa_id\":\"447700900456\",\"text\":\"answer\",\"id\":\"a1\"}");

    assertEquals(200, again.statusCode());
    assertEquals(
        List.of("number hidden", "number shown", "number only", "answer"),
        texts("US.11111111111111111111"));
    assertEquals(1, chats().size());
  }

  @Test
  void aRedeliveryDoesNotSendThePersonBackToTheirOldNumber() {
    String first = "\"from\":\"447700900001\",\"from_user_id\":\"GB.1\"";
    receive("wamid.m1", first, "old number");
    receive("wamid.m2", "\"from\":\"447700900002\",\"from_user_id\":\"GB.1\"", "new number");
    receive("wamid.m1", first, "old number");

    receive("wamid.m3", "\"from_user_id\":\"GB.1\"", "no number");

    assertEquals(List.of("new number", "no number"), texts("447700900002"));
  }

  @ParameterizedTest
  @CsvSource({
    "contact-wa-id-differs, 551155501234, incoming, text, Lívia Prado, oi",
    "echo-field-message_echoes, 447700900123, outgoing, text, You, written by another sender of"
        + " this number",
    "image-without-type, 447700900123, incoming, image, Ines Hallgren, Photo: no type key",
    "interactive-without-type, 447700900123, incoming, interactive, Ines Hallgren, Call permission:"
        + " accepted",
    "standby-message, 447700900123, incoming, text, Ines Hallgren, said to the business agent",
    "voice-old-type, 447700900123, incoming, audio, Ines Hallgren, Voice message"
  })
  void theMessageIsStored(
      String name, String chat, String type, String kind, String sender, String text)
      throws IOException {
    postBodies(name);

    JsonNode message = messages(chat).getFirst();
    assertEquals(type, message.get("type").stringValue());
    assertEquals(kind, message.get("message_type").stringValue());
    assertEquals(sender, message.get("name").stringValue());
    assertTrue(text.endsWith(message.get("text").stringValue()));
  }

  @Test
  void aMessageWithTwoIdsIsFoundByEither() throws IOException {
    Path bodies = CASES.resolve("scoped-message-ids");
    parley.post("/api/send", Files.readString(bodies.resolve("send.json")));

    postBodies("scoped-message-ids");

    List<JsonNode> messages = messages("447700900321");
    assertEquals(
        List.of("Shall we deliver on Friday?", "hello, edited", "Yes, Friday"),
        messages.stream()
            .sorted(Comparator.comparingLong(it -> it.get("seq").longValue()))
            .map(it -> it.get("text").stringValue())
            .toList());
    JsonNode sent = byText(messages, "Shall we deliver on Friday?");
    assertEquals("read", sent.get("status").stringValue());
    assertEquals("👍", sent.at("/reactions/0/emoji").stringValue());
    assertEquals(SENT, byText(messages, "Yes, Friday").get("reply_to").stringValue());
  }

  @Test
  void earlyReportsUnderTheOtherIdWaitForTheMessage() throws IOException {
    Path bodies = CASES.resolve("scoped-message-ids");
    for (String name : List.of("body5-status.json", "body3-reaction.json")) {
      parley.post("/webhook", Files.readString(bodies.resolve(name)));
    }

    parley.post("/api/send", Files.readString(bodies.resolve("send.json")));

    JsonNode sent = messages("447700900321").getFirst();
    assertEquals("read", sent.get("status").stringValue());
    assertEquals("👍", sent.at("/reactions/0/emoji").stringValue());
  }

  @Test
  void aPaymentStatusIsNotADeliveryStatus() throws IOException {
    parley.post(
        "/api/send",
        "{\"wa_id\":\"447700900123\",\"text\":\"order\",\"id\":\"wamid.ii6urRN7JlHb1a1Zsn536LdqLAoaiGnxMFdztLLe=\"}");

    postBodies("status-payment-failed");

    JsonNode message = messages("447700900123").getFirst();
    assertEquals("sent", message.get("status").stringValue());
    assertTrue(
        message.at("/status_times/failed").isMissingNode()
            || message.at("/status_times/failed").isNull());
  }

  @ParameterizedTest
  @CsvSource({
    "2025-08-07T10:30:00, 2025-08-07T10:30:00.000Z",
    "2025-08-07T10:30:00.25, 2025-08-07T10:30:00.250Z",
    "2025-08-07T10:30, 2025-08-07T10:30:00.000Z",
    "2025-08-07T10:30:00+02:00, 2025-08-07T08:30:00.000Z",
    "2025-08-07 10:30:00, 2025-08-07T10:30:00.000Z",
    "2025-08-07 10:30:00+02, 2025-08-07T08:30:00.000Z",
    "2025-08-07, 2025-08-07T00:00:00.000Z",
    "'Thu, 07 Aug 2025 10:30:00 GMT', 2025-08-07T10:30:00.000Z",
    "1754562600.0, 2025-08-07T10:30:00.000Z"
  })
  void aTimeWithoutAZoneCountsAsUtc(String written, String stored) throws IOException {
    String body = Files.readString(CASES.resolve("generic-timestamp-without-zone/body.json"));

    parley.post("/webhook", body.replace("2025-08-07T10:30:00", written));

    assertEquals(stored, messages("447700900123").getFirst().get("timestamp").stringValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"yesterday\"", "\"07/08/2025\"", "true", "{}", "-5", "1e300"})
  void aTimeThatCannotBeReadIsRefusedByName(String timestamp) {
    HttpResponse<String> answer =
        parley.post("/webhook", "{\"from\":\"1\",\"text\":\"x\",\"timestamp\":" + timestamp + "}");

    assertEquals(400, answer.statusCode());
    assertEquals("timestamp", RunningParley.json(answer).at("/details/0/field").stringValue());
    assertEquals(List.of(), chats());
  }

  @Test
  void numbersInPlaceOfStringsKeepTheirDigits() {
    parley.post(
        "/webhook",
        "{\"wa_id\":15551234567.0,\"id\":9007199254740993,\"text\":\"x\",\"timestamp\":1.7545626E9}");
    parley.post(
        "/webhook",
        """
        {"messages":[{"from":447700900123,"id":12345678901234567890,"timestamp":1754562600.0,
        "type":"text","text":{"body":"digits"}}]}
        """);

    JsonNode generic = messages("15551234567").getFirst();
    assertEquals("9007199254740993", generic.get("id").stringValue());
    assertEquals("2025-08-07T10:30:00.000Z", generic.get("timestamp").stringValue());
    JsonNode meta = messages("447700900123").getFirst();
    assertEquals("12345678901234567890", meta.get("id").stringValue());
    assertEquals("2025-08-07T10:30:00.000Z", meta.get("timestamp").stringValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"wa_id\":1e300", "\"wa_id\":1.5", "\"wa_id\":1e999999999"})
  void aNumberThatIsNoAddressIsRefusedByName(String address) {
    HttpResponse<String> answer =
        parley.post("/webhook", "{" + address + ",\"text\":\"x\",\"id\":\"i\"}");

    assertEquals(400, answer.statusCode());
    assertEquals("wa_id", RunningParley.json(answer).at("/details/0/field").stringValue());
  }

  @Test
  void theNoticesOfOtherProgramsAreRefusedAndKept() {
    List<String> notices =
        List.of(
            """
            {"event":"message","session":"default","payload":{"id":"true_1@c.us_A","from":"1@c.us","body":"Hi"}}
            """,
            """
            {"id":"evt_1","timestamp":1741249702485,"event":"message","session":"default","payload":{"body":"Hi"}}
            """,
            """
            {"app":"Demo","timestamp":1580227766370,"version":2,"type":"message",
            "payload":{"id":"A","source":"918","type":"text","payload":{"text":"Hi"}}}
            """,
            """
            {"id":"64","created":"2022-10-13T12:55:28Z","waId":"852","text":"Hi","type":"text",
            "timestamp":"1665665728","eventType":"message","statusString":"SENT","senderName":"J"}
            """,
            """
            {"event":"message_created","id":7,"content":"Hi","created_at":"2020-03-03 13:05:57 UTC",
            "message_type":"incoming","conversation":{"messages":[]},"account":{"id":1}}
            """,
            """
            {"event":"conversation_created","id":7,"messages":[{"id":1,"content":"Hi"}],"status":"open"}
            """);

    for (String notice : notices) {
      assertEquals(400, parley.post("/webhook", notice).statusCode(), notice);
    }

    assertEquals(List.of(), chats());
    assertEquals(notices.size(), unprocessed().size());
  }

  @Test
  void anAnswerNeverStandsBeforeItsQuestion() {
    parley.post("/api/send", "{\"wa_id\":\"447700900001\",\"text\":\"question\",\"id\":\"q\"}");
    Instant asked = time(messages("447700900001").getFirst());

    receive("wamid.answer", asked.getEpochSecond(), "\"from\":\"447700900001\"", "answer");
    receive("wamid.late", asked.getEpochSecond() - 2, "\"from\":\"447700900001\"", "late clock");
    receive("wamid.older", asked.getEpochSecond() - 3, "\"from\":\"447700900001\"", "older");

    assertEquals(List.of("older", "question", "answer", "late clock"), texts("447700900001"));
    assertEquals(asked, time(messages("447700900001").getLast()));
  }

  @Test
  void anOutgoingMessageGetsTheServersTime() {
    Instant before = Instant.now();

    JsonNode sent =
        RunningParley.json(
            parley.post(
                "/api/send",
                "{\"wa_id\":\"1\",\"text\":\"x\",\"timestamp\":\"2001-01-01T00:00:00Z\"}"));
    JsonNode received =
        RunningParley.json(
            parley.post(
                "/api/send",
                "{\"wa_id\":\"2\",\"text\":\"x\",\"type\":\"incoming\",\"timestamp\":\"2001-01-01T00:00:00Z\"}"));

    Duration late = Duration.between(before, time(sent.get("message")));
    assertTrue(late.compareTo(Duration.ofMinutes(5)) < 0 && late.toSeconds() >= -1);
    assertEquals(Instant.parse("2001-01-01T00:00:00Z"), time(received.get("message")));
  }

  @Test
  void presenceFollowsTheTimeOfTheMessage() {
    receive("wamid.old", 1754562600, "\"from\":\"447700900001\"", "months ago");
    receive("wamid.new", Instant.now().getEpochSecond(), "\"from\":\"447700900002\"", "now");

    JsonNode contacts = RunningParley.json(parley.get("/api/contacts"));
    assertEquals("447700900002", contacts.at("/0/wa_id").stringValue());
    assertTrue(contacts.at("/0/is_online").booleanValue());
    assertEquals("2025-08-07T10:30:00.000Z", contacts.at("/1/last_seen").stringValue());
    assertEquals(false, contacts.at("/1/is_online").booleanValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"type\":\"voice\",\"audio\":{\"id\":\"v\",\"voice\":true}|audio|Voice message",
        "\"type\":\"text\",\"image\":{\"id\":\"i\",\"caption\":\"Look\"}|image|Look",
        "\"type\":\"TEXT\",\"text\":{\"body\":\"loud\"}|text|loud",
        "\"type\":\"Image\",\"image\":{\"id\":\"i\"}|image|Photo",
        "\"type\":\"text\",\"text\":\"not in an object\"|text|not in an object",
        "\"text\":\"neither type nor object\"|text|neither type nor object",
        "\"type\":\"text\",\"text\":{\"body\":12345}|text|12345",
        "\"type\":\"contacts\",\"contacts\":{\"name\":{\"formatted_name\":\"Tove\"}}|contacts|Contact:"
            + " Tove",
        "\"type\":\"unsupported\",\"text\":{\"body\":\"x\"}|unsupported|Unsupported message",
        "\"type\":\"edit\",\"text\":{\"body\":\"x\"}|unsupported|Unsupported message (edit)",
      })
  void looselyTypedMessagesAreRead(String message, String kind, String text) {
    parley.post(
        "/webhook",
        "{\"messages\":[{\"id\":\"wamid.l\",\"from\":\"447700900123\",\"timestamp\":\"2025-08-07T10:30:00Z\",%s}]}"
            .formatted(message));

    JsonNode stored = messages("447700900123").getFirst();
    assertEquals(kind, stored.get("message_type").stringValue());
    assertEquals(text, stored.get("text").stringValue());
    assertEquals("2025-08-07T10:30:00.000Z", stored.get("timestamp").stringValue());
  }

  @Test
  void anOutgoingMessageIsInTheCustomersChat() {
    parley.post(
        "/webhook",
        """
        {"metadata":{"display_phone_number":"+1 (555) 078-3881"},
        "contacts":[{"wa_id":"15550783881"},{"wa_id":"447700900123"}],
        "messages":[{"id":"wamid.o","from":"15550783881","timestamp":"1754562600","type":"text",
        "text":{"body":"ours"}}]}
        """);

    assertEquals(List.of("447700900123"), chats());
    assertEquals("outgoing", messages("447700900123").getFirst().get("type").stringValue());
  }

  @Test
  void aContactWithoutANameIsCalledByItsNewAddress() {
    receive("wamid.old", "\"from\":\"447700900001\"", "before");
    parley.post(
        "/webhook",
        """
        {"messages":[{"id":"wamid.s","from":"447700900001","timestamp":"1754562600","type":"system",
        "system":{"type":"user_changed_number","body":"moved","wa_id":"447700900002"}}]}
        """);

    List<String> names =
        RunningParley.json(parley.get("/api/contacts"))
            .valueStream()
            .map(it -> it.get("name").stringValue())
            .sorted()
            .toList();
    assertEquals(List.of("Contact 447700900001", "Contact 447700900002"), names);
  }

  @Test
  void aStatusWithAPaymentIsAPaymentStatusEvenWithoutAType() {
    parley.post("/api/send", "{\"wa_id\":\"1\",\"text\":\"order\",\"id\":\"wamid.p\"}");

    parley.post(
        "/webhook",
        """
        {"statuses":[{"id":"wamid.p","status":"failed","timestamp":"1754562600",
        "payment":{"reference_id":"r","transaction":{"status":"failed"}}}]}
        """);

    assertEquals("sent", messages("1").getFirst().get("status").stringValue());
    assertEquals(1, unprocessed().size());
  }

  @Test
  void aStatusTellsTheUserIdOfANumber() {
    parley.post(
        "/api/send", "{\"wa_id\":\"447700900001\",\"text\":\"question\",\"id\":\"wamid.q\"}");
    parley.post(
        "/webhook",
        """
        {"statuses":[{"id":"wamid.q","status":"delivered","timestamp":"1754562600",
        "recipient_id":"447700900001","recipient_user_id":"GB.1"}]}
        """);

    receive("wamid.a", "\"from_user_id\":\"GB.1\"", "answer without a number");

    assertEquals(List.of("447700900001"), chats());
    assertEquals(List.of("question", "answer without a number"), texts("447700900001"));
  }

  @Test
  void anEmptyStandbyIsIgnored() {
    assertEquals(
        "{\"success\":true,\"messages\":0,\"statuses\":0,\"duplicates\":0,\"ignored\":0,\"unprocessed\":0}",
        parley
            .post(
                "/webhook",
                "{\"entry\":[{\"changes\":[{\"field\":\"standby\",\"value\":{\"standby\":{}}}]}]}")
            .body());
  }

  /// Webhooks of other programs also have ids and statuses, but of other messages and
  /// conversations.
  @Test
  void anEventOfAnotherProgramIsNotAMessageStatus() {
    receive("5", "\"from\":\"447700900001\"", "a message of that id");
    List<String> notices =
        List.of(
            """
            {"event":"message_updated","id":5,"content":"x","message_type":"outgoing","status":"read"}
            """,
            """
            {"eventType":"sentMessageREAD_v2","id":"5","text":null,"status":"read","timestamp":"1"}
            """,
            """
            {"object":"message","event":"message:out:ack","id":"5","status":"read","device":{"id":"d"}}
            """,
            """
            {"messages":[{"id":"x","from_me":true,"type":"text","from":"447700900002","chat_id":"1@s",
            "text":{"body":"Hi"}}],"event":{"type":"messages","event":"post"},"channel_id":"c"}
            """,
            """
            {"typeWebhook":"outgoingMessageStatus","id":"5","status":"read","timestamp":1}
            """);

    for (String notice : notices) {
      assertEquals(400, parley.post("/webhook", notice).statusCode(), notice);
    }

    assertEquals("delivered", messages("447700900001").getFirst().get("status").stringValue());
    assertEquals(List.of("447700900001"), chats());
    assertEquals(notices.size(), unprocessed().size());
  }

  @Test
  void anEventThatNamesItsMessageInTheFlatFormIsThatMessage() {
    assertEquals(
        200,
        parley
            .post(
                "/webhook",
                "{\"event\":\"message\",\"from\":\"447700900001\",\"text\":\"Hi\",\"id\":\"e1\"}")
            .statusCode());
    assertEquals(List.of("Hi"), texts("447700900001"));
  }

  private void postBodies(String name) throws IOException {
    List<Path> bodies;
    try (Stream<Path> files = Files.list(CASES.resolve(name))) {
      bodies = files.filter(it -> it.getFileName().toString().startsWith("body")).sorted().toList();
    }
    for (Path body : bodies) {
      assertEquals(200, parley.post("/webhook", Files.readString(body)).statusCode());
    }
  }

  private void receive(String id, String from, String text) {
    receive(id, Instant.now().getEpochSecond(), from, text);
  }

  private void receive(String id, long at, String from, String text) {
    parley.post(
        "/webhook",
        """
        {"messages":[{"id":"%s","timestamp":"%d",%s,"type":"text","text":{"body":"%s"}}]}
        """
            .formatted(id, at, from, text));
  }

  private List<String> chats() {
    return RunningParley.json(parley.get("/api/chats"))
        .valueStream()
        .map(it -> it.get("wa_id").stringValue())
        .toList();
  }

  private List<JsonNode> messages(String chat) {
    return RunningParley.json(parley.get("/api/chats/" + chat)).valueStream().toList();
  }

  private List<String> texts(String chat) {
    return messages(chat).stream().map(it -> it.get("text").stringValue()).toList();
  }

  private static JsonNode byText(List<JsonNode> messages, String text) {
    return messages.stream()
        .filter(it -> it.get("text").stringValue().equals(text))
        .findFirst()
        .orElseThrow();
  }

  private static Instant time(JsonNode message) {
    return Instant.parse(message.get("timestamp").stringValue());
  }

  private List<KeptUnprocessed> unprocessed() {
    parley.close();
    try (ChatHistory history = RunningParley.history(parley.folder())) {
      return new ArrayList<>(history.unprocessed(0, 100));
    } finally {
      parley.start();
    }
  }
}
