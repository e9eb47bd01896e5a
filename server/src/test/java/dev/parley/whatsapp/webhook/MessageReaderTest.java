package dev.parley.whatsapp.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Amendment;
import dev.parley.chat.Body;
import dev.parley.chat.Direction;
import dev.parley.chat.Draft;
import dev.parley.chat.Inbound;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.Status;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The sender, the direction and the effect of a message.
final class MessageReaderTest {
  private static final String MESSAGE = "entry[0].changes[0].value.messages[0]";
  private static final String HELLO = "\"type\":\"text\",\"text\":{\"body\":\"Hello\"}";

  @Test
  void aCustomersMessageIsIncomingAndNamedAfterTheirProfile() {
    Draft draft = Read.draft(Read.message(HELLO));

    assertEquals(Direction.INCOMING, draft.direction());
    assertEquals(Status.DELIVERED, draft.status());
    assertEquals(new Person(new WaId("12025550117"), null, "Marta Okafor", null), draft.person());
    assertEquals("12025550117", draft.from());
    assertEquals("310987654321098", draft.to());
  }

  @Test
  void contactsAreFoundByNumberNotByIndex() {
    Inbound inbound =
        Read.inbound(
            Read.value(
                """
                "contacts":[{"profile":{"name":"Ann"},"wa_id":"1"},{"profile":{"name":"Bob"},"wa_id":"2"}],
                "messages":[{"id":"wamid.2","from":"2",%s},{"id":"wamid.3","from":"3",%s}]\
                """
                    .formatted(HELLO, HELLO)));

    assertEquals("Bob", arrived(inbound, 0).person().profileName());
    assertNull(arrived(inbound, 1).person().profileName());
  }

  @Test
  void aPersonWithoutANumberIsKnownByTheirUserId() {
    Draft draft =
        Read.draft(
            Read.value(
                """
                "contacts":[{"profile":{"name":"Noor V."},"user_id":"NL.51"}],
                "messages":[{"id":"wamid.1","from_user_id":"NL.51",%s}]\
                """
                    .formatted(HELLO)));

    assertEquals(new Person(null, new WaId("NL.51"), "Noor V.", null), draft.person());
    assertEquals("NL.51", draft.from());
  }

  @Test
  void aContactCompletesMissingFieldsOfAMessage() {
    Draft draft =
        Read.draft(
            Read.value(
                """
                "contacts":[{"wa_id":"2","user_id":"US.2"}],"messages":[{"id":"wamid.1","from":"2",%s}]\
                """
                    .formatted(HELLO)));

    assertEquals(new Person(new WaId("2"), new WaId("US.2"), null, null), draft.person());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\"from\":null,", "\"from\":5.5,", "\"from\":\"a b\",", "\"from\":\"\","})
  void aMessageWithoutAReadableSenderIsLeftOver(String from) {
    assertEquals(
        List.of(MESSAGE + ": has no sender"),
        Read.reasons(
            Read.value("\"messages\":[{%s\"id\":\"wamid.1\",%s}]".formatted(from, HELLO))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"id\":null,", "\"id\":5.5,", "\"id\":\"a b\",", "\"id\":\"\","})
  void aMessageWithoutAReadableIdIsLeftOver(String id) {
    assertEquals(
        List.of(MESSAGE + ": has no id, or one that cannot be an id"),
        Read.reasons(Read.value("\"messages\":[{%s\"from\":\"1\",%s}]".formatted(id, HELLO))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"12025550100", "+12025550100", "+1 202-555-0100", "1 (202) 555-0100"})
  void aMessageFromTheBusinessNumberGoesToTheFirstContact(String from) {
    Draft draft =
        Read.draft(
            Read.value(
                """
                "contacts":[{"profile":{"name":"Marta"},"wa_id":"12025550117"}],
                "messages":[{"id":"wamid.1","from":"%s",%s}]\
                """
                    .formatted(from, HELLO)));

    assertEquals(Direction.OUTGOING, draft.direction());
    assertEquals(Status.SENT, draft.status());
    assertEquals(new WaId("12025550117"), draft.person().number());
    assertEquals("12025550117", draft.to());
  }

  @Test
  void theDisplayedNumberMayBeFormatted() {
    String body =
        """
        {"metadata":{"display_phone_number":"+1 202-555-0100"},"contacts":[{"user_id":"NL.51"}],
        "messages":[{"id":"wamid.1","from":"12025550100",%s}]}\
        """
            .formatted(HELLO);

    Draft draft = Read.draft(body);

    assertEquals(Direction.OUTGOING, draft.direction());
    assertEquals(new WaId("NL.51"), draft.person().userId());
  }

  @Test
  void anOutgoingMessageWithoutARecipientIsLeftOver() {
    assertEquals(
        List.of(MESSAGE + ": has no customer in to or contacts[0]"),
        Read.reasons(
            Read.value(
                "\"messages\":[{\"id\":\"wamid.1\",\"from\":\"12025550100\",%s}]"
                    .formatted(HELLO))));
  }

  @Test
  void anEchoIsOutgoingToItsReceiver() {
    String body =
        Read.change(
            "smb_message_echoes",
            "\"message_echoes\":[{\"id\":\"wamid.1\",\"from\":\"12025550100\",\"to\":\"2\",%s}]"
                .formatted(HELLO));

    Draft draft = Read.draft(body);

    assertEquals(Direction.OUTGOING, draft.direction());
    assertEquals(Status.SENT, draft.status());
    assertEquals(new WaId("2"), draft.person().number());
    assertEquals("12025550100", draft.from());
  }

  @Test
  void anEchoToAHiddenNumberGoesToTheUserId() {
    String body =
        Read.change(
            "smb_message_echoes",
            "\"message_echoes\":[{\"id\":\"wamid.1\",\"to_user_id\":\"NL.51\",%s}]"
                .formatted(HELLO));

    assertEquals(new WaId("NL.51"), Read.draft(body).person().userId());
  }

  @Test
  void anEchoMayEditAndTakeBack() {
    Inbound inbound =
        Read.inbound(
            Read.change(
                "smb_message_echoes",
                """
                "message_echoes":[
                {"id":"wamid.2","to":"2","type":"edit","edit":{"original_message_id":"wamid.1",
                 "message":{"type":"text","text":{"body":"Better"}}}},
                {"id":"wamid.3","to":"2","type":"revoke","revoke":{"original_message_id":"wamid.1"}},
                {"id":"wamid.4","type":"revoke","revoke":{"original_message_id":"wamid.1"}}]\
                """));

    assertEquals(
        new Amendment.Action.Edit(Body.text("Better")), amended(inbound.events().get(0)).what());
    assertEquals(Direction.OUTGOING, amended(inbound.events().get(0)).direction());
    assertEquals(new Amendment.Action.Revoke(), amended(inbound.events().get(1)).what());
    assertEquals(
        List.of("entry[0].changes[0].value.message_echoes[2]: has no receiver"),
        Read.leftover(inbound).reasons());
  }

  @Test
  void theChatOfAGroupMessageIsTheGroup() {
    Draft draft = Read.draft(Read.message("\"group_id\":\"Y2FwaV9n\"," + HELLO));

    assertEquals(new WaId("Y2FwaV9n"), draft.group());
    assertEquals(new WaId("12025550117"), draft.person().number());
  }

  @Test
  void aGroupThatCannotBeOneIsLeftOver() {
    assertEquals(
        List.of(MESSAGE + ": group_id must be 1 to 128 of A-Z a-z 0-9 . _ - @ +"),
        Read.reasons(Read.message("\"group_id\":\"a b\"," + HELLO)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"from\":\"1\",\"id\":\"wamid.Q\"} | wamid.Q",
        "{\"forwarded\":true} |",
        "{\"frequently_forwarded\":true} |",
        "{\"id\":\"a b\"} |",
        "{\"id\":7.5} |",
        "[] |",
        "null |"
      })
  void onlyAnIdInTheContextMakesAReply(String context, String quoted) {
    Draft draft = Read.draft(Read.message("\"context\":%s,%s".formatted(context, HELLO)));

    assertEquals(quoted == null ? null : new MessageId(quoted), draft.body().replyTo());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"message_id\":\"wamid.T\",\"emoji\":\"👍\"} | 👍",
        "{\"message_id\":\"wamid.T\",\"emoji\":\"\"} |",
        "{\"message_id\":\"wamid.T\",\"emoji\":5} |",
        "{\"message_id\":\"wamid.T\"} |"
      })
  void aReactionIsSetOrTakenAway(String reaction, String emoji) {
    InboundEvent.Amended event =
        amended(Read.event(Read.message("\"type\":\"reaction\",\"reaction\":" + reaction)));

    assertEquals(new MessageId("wamid.M"), event.event());
    assertEquals(new MessageId("wamid.T"), event.target());
    assertEquals(new Amendment.Action.React(emoji), event.what());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reaction | {\"emoji\":\"👍\"} | reaction.message_id is missing or cannot be an id",
        "revoke | {} | revoke.original_message_id is missing or cannot be an id",
        "edit | {\"original_message_id\":\"a b\"} | edit.original_message_id is missing or cannot"
            + " be an id",
        "edit | {\"original_message_id\":\"wamid.T\"} | edit.message is missing or cannot be read",
        "edit | {\"original_message_id\":\"wamid.T\",\"message\":{\"type\":\"text\"}} |"
            + " edit.message is missing or cannot be read"
      })
  void anAmendmentOfNothingIsLeftOver(String type, String object, String reason) {
    String body = Read.message("\"type\":\"%s\",\"%s\":%s".formatted(type, type, object));

    assertEquals(List.of(MESSAGE + ": " + reason), Read.reasons(body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"user_changed_number", "customer_changed_number"})
  void aNewNumberIsANoticeInTheOldChatAndAMove(String kind) {
    Inbound inbound =
        Read.inbound(
            Read.message(
                """
                "type":"system","system":{"type":"%s","body":"Marta changed","wa_id":"12025550164"}\
                """
                    .formatted(kind)));

    assertEquals("Marta changed", arrived(inbound, 0).body().text());
    assertEquals(new WaId("12025550117"), arrived(inbound, 0).person().number());
    assertEquals(
        moved("wamid.M", new WaId("12025550117"), new WaId("12025550164"), List.of(), List.of()),
        inbound.events().get(1));
  }

  @Test
  void theOldNameOfANewNumberIsRead() {
    Inbound inbound =
        Read.inbound(
            Read.message(
                """
                "type":"system","system":{"type":"user_changed_number","new_wa_id":"12025550164"}\
                """));

    assertEquals(
        moved("wamid.M", new WaId("12025550117"), new WaId("12025550164"), List.of(), List.of()),
        inbound.events().get(1));
  }

  @Test
  void aNewUserIdMovesThePersonWithoutANumber() {
    Inbound inbound =
        Read.inbound(
            Read.value(
                """
                "messages":[{"id":"wamid.1","from_user_id":"US.1","type":"system",
                "system":{"type":"user_changed_user_id","user_id":"US.2"}}]\
                """));

    assertEquals(
        moved("wamid.1", null, null, List.of(new WaId("US.1")), List.of(new WaId("US.2"))),
        inbound.events().get(1));
  }

  @Test
  void aSecurityNoticeMovesNobody() {
    assertEquals(
        "System message",
        Read.draft(
                Read.message(
                    "\"type\":\"system\",\"system\":{\"type\":\"customer_identity_changed\",\"wa_id\":\"2\"}"))
            .body()
            .text());
  }

  @Test
  void aChatOpeningIsNotUnread() {
    Draft draft = Read.draft(Read.message("\"type\":\"request_welcome\""));

    assertEquals("Opened the chat", draft.body().text());
    assertEquals(Status.READ, draft.status());
  }

  @Test
  void aTextThatIsTooLongIsLeftOver() {
    String body =
        Read.message("\"type\":\"text\",\"text\":{\"body\":\"" + "a".repeat(65_537) + "\"}");

    assertEquals(
        List.of(MESSAGE + ": text.body is longer than 65536 characters"), Read.reasons(body));
  }

  @Test
  void theLongestTextIsCountedInCodePoints() {
    String longest = "😀".repeat(Body.MAX_TEXT);

    assertEquals(
        longest,
        Read.draft(Read.message("\"type\":\"text\",\"text\":{\"body\":\"" + longest + "\"}"))
            .body()
            .text());
  }

  @Test
  void unstorableCharactersAreReplaced() {
    Draft draft =
        Read.draft(
            Read.message("\"type\":\"text\",\"text\":{\"body\":\"a\\u0000b\\ud83dc\\ude00d😀\"}"));

    assertEquals("a\uFFFDb\uFFFDc\uFFFDd😀", draft.body().text());
    assertTrue(String.valueOf(draft.webhookData()).contains("a\\u0000b\uFFFDc\uFFFDd😀"));
  }

  @Test
  void aNameIsCut() {
    Draft draft =
        Read.draft(
            Read.value(
                """
                "contacts":[{"profile":{"name":"%s"},"wa_id":"1"}],"messages":[{"id":"wamid.1","from":"1",%s}]\
                """
                    .formatted("😀".repeat(300), HELLO)));

    assertEquals("😀".repeat(Person.MAX_NAME), draft.person().profileName());
  }

  @Test
  void theWebhookDataContainsTheMessageAndItsContext() {
    String body =
        """
        {"metadata":{"phone_number_id":"31"},"contacts":[{"wa_id":"1"},{"wa_id":"2","extra":[1]}],\
        "messages":[{"id":"wamid.1","from":"2","type":"text","text":{"body":"a"},"new":null}]}\
        """;

    assertEquals(
        "{\"metadata\":{\"phone_number_id\":\"31\"},\"contacts\":[{\"wa_id\":\"2\",\"extra\":[1]}],"
            + "\"message\":{\"id\":\"wamid.1\",\"from\":\"2\",\"type\":\"text\",\"text\":{\"body\":\"a\"},\"new\":null}}",
        Read.draft(body).webhookData());
  }

  @Test
  void aBodyCannotMultiplyItselfByItsMetadata() {
    String message = "{\"id\":\"wamid.1\",\"from\":\"2\"},";
    String body =
        "{\"metadata\":{\"x\":\"%s\"},\"messages\":[%s{}]}"
            .formatted("a".repeat(1_000_000), message.repeat(1000));

    List<InboundEvent> events = Read.inbound(body).events();

    long kept = events.stream().mapToLong(MessageReaderTest::webhookDataLength).sum();
    assertEquals(1000, events.size());
    assertTrue(kept < 5_000_000, () -> kept + " characters");
  }

  private static long webhookDataLength(InboundEvent event) {
    return event instanceof InboundEvent.Arrived(var draft, _)
        ? String.valueOf(draft.webhookData()).length()
        : 0;
  }

  private static Draft arrived(Inbound inbound, int index) {
    return assertInstanceOf(InboundEvent.Arrived.class, inbound.events().get(index)).draft();
  }

  private static InboundEvent.Amended amended(InboundEvent event) {
    return assertInstanceOf(InboundEvent.Amended.class, event);
  }

  /// The move that a message with the usual time reports.
  private static InboundEvent.Moved moved(
      String notice,
      @Nullable WaId fromNumber,
      @Nullable WaId toNumber,
      List<WaId> fromIds,
      List<WaId> toIds) {
    return new InboundEvent.Moved(
        fromNumber,
        toNumber,
        fromIds,
        toIds,
        Instant.ofEpochSecond(1789030800),
        new MessageId(notice));
  }
}
