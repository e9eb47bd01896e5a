package dev.parley.whatsapp.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.parley.chat.Body;
import dev.parley.chat.Direction;
import dev.parley.chat.Draft;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.Refusal;
import dev.parley.chat.Status;
import dev.parley.chat.StatusReport;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The flat form.
final class GenericReaderTest {
  @Test
  void aMessageOfThreeFieldsIsIncomingAndCurrent() {
    String body = "{\"wa_id\":\"1234567890\",\"name\":\"Test User\",\"text\":\"Hello!\"}";

    assertEquals(
        new Draft(
            Read.MADE,
            null,
            new Person(new WaId("1234567890"), null, "Test User", null),
            null,
            Direction.INCOMING,
            "1234567890",
            null,
            Body.text("Hello!"),
            Read.RECEIVED,
            Status.DELIVERED,
            body),
        Read.draft(body));
  }

  @Test
  void everyFieldOfAMessageIsUsed() {
    String body =
        """
        {"wa_id":"+1234567890","from":"99","name":"Ann","text":"Hi","type":"incoming",\
        "timestamp":"2025-08-07T12:30:00.123456+02:00","status":"read","id":"one",\
        "meta_msg_id":"wamid.One","phone":"+1 234"}\
        """;

    assertEquals(
        new Draft(
            new MessageId("one"),
            new MessageId("wamid.One"),
            new Person(new WaId("1234567890"), null, "Ann", "+1 234"),
            null,
            Direction.INCOMING,
            "99",
            null,
            Body.text("Hi"),
            Instant.parse("2025-08-07T10:30:00.123Z"),
            Status.READ,
            body),
        Read.draft(body));
  }

  @Test
  void otherNamesOfTheSameFieldsAreRead() {
    Draft draft = Read.draft("{\"from\":\"123\",\"message\":\"Hi\",\"message_id\":\"wamid.X\"}");

    assertEquals(new WaId("123"), draft.person().number());
    assertEquals("Hi", draft.body().text());
    assertEquals(new MessageId("wamid.X"), draft.id());
  }

  @Test
  void anOutgoingMessageIsSentWithoutANameUpdate() {
    Draft draft =
        Read.draft("{\"wa_id\":\"1\",\"name\":\"You\",\"text\":\"Hi\",\"type\":\"outgoing\"}");

    assertEquals(Direction.OUTGOING, draft.direction());
    assertEquals(Status.SENT, draft.status());
    assertNull(draft.person().profileName());
    assertEquals("1", draft.to());
  }

  @Test
  void aNumberIsReadAsItsText() {
    Draft draft = Read.draft("{\"wa_id\":1234567890,\"text\":42,\"id\":7}");

    assertEquals(new WaId("1234567890"), draft.person().number());
    assertEquals("42", draft.body().text());
    assertEquals(new MessageId("7"), draft.id());
  }

  @Test
  void anIdAndAStatusWithoutTextIsAStatusUpdate() {
    String body =
        "{\"id\":\"msg_123456789\",\"status\":\"read\",\"timestamp\":\"2025-08-07T10:35:00Z\"}";

    assertEquals(
        new InboundEvent.StatusReported(
            new StatusReport(
                new MessageId("msg_123456789"),
                Status.READ,
                Instant.parse("2025-08-07T10:35:00Z"),
                null)),
        Read.event(body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "meta_msg_id", "message_id"})
  void anyIdNamesTheMessageOfAStatus(String field) {
    String body = "{\"%s\":\"wamid.A\",\"status\":\"delivered\",\"text\":\" \"}".formatted(field);

    InboundEvent.StatusReported event =
        assertInstanceOf(InboundEvent.StatusReported.class, Read.event(body));
    assertEquals(new MessageId("wamid.A"), event.report().message());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"wa_id\":\"1\"} | text is needed for a message, status for a status update",
        "{\"id\":\"x\"} | text is needed for a message, status for a status update",
        "{\"wa_id\":\"1\",\"text\":{\"body\":\"a\"}} | text is needed for a message, status for a"
            + " status update",
        "{\"status\":\"read\"} | id is needed for a status update, text for a message",
        "{\"id\":\"x\",\"status\":\"seen\"} | status must be sent, delivered, read, played or"
            + " failed",
        "{\"id\":\"x\",\"status\":\"pending\"} | status must be sent, delivered, read, played or"
            + " failed",
        "{\"id\":\"a b\",\"status\":\"read\"} | id must be 1 to 512 printable ASCII characters"
            + " without spaces",
        "{\"text\":\"a\"} | wa_id is needed for a message",
        "{\"wa_id\":\"1 2\",\"text\":\"a\"} | wa_id must be 1 to 128 of A-Z a-z 0-9 . _ - @ +",
        "{\"wa_id\":\"1\",\"text\":\"a\",\"type\":\"draft\"} | type must be incoming or outgoing"
      })
  void otherObjectsAreRefusedWithAReason(String body, String problem) {
    List<Refusal.Problem> problems = Read.problems(body);

    assertEquals(1, problems.size());
    assertEquals(problem, problems.getFirst().field() + " " + problems.getFirst().problem());
  }

  @Test
  void aTextThatIsTooLongIsRefused() {
    String body = "{\"wa_id\":\"1\",\"text\":\"%s\"}".formatted("a".repeat(Body.MAX_TEXT + 1));

    assertEquals(
        List.of(new Refusal.Problem("text", "must be at most 65536 characters")),
        Read.problems(body));
  }

  @Test
  void aFormSaysTheSameAsJson() {
    byte[] json = WebhookParser.jsonOf(Map.of("wa_id", "1", "text", "a & \"b\" ☕"));

    assertEquals("a & \"b\" ☕", Read.draft(new String(json, UTF_8)).body().text());
  }

  @Test
  void theFilesNameIsAddedToTheWebhookData() {
    byte[] body = "{\"wa_id\":\"1\",\"text\":\"a\"}".getBytes(UTF_8);

    Parsed parsed = Read.PARSER.parse(body, Read.RECEIVED, "one.json");

    InboundEvent event =
        assertInstanceOf(Parsed.Understood.class, parsed).inbound().events().getFirst();
    assertEquals(
        "{\"wa_id\":\"1\",\"text\":\"a\",\"source\":\"one.json\"}",
        assertInstanceOf(InboundEvent.Arrived.class, event).draft().webhookData());
  }
}
