package dev.parley.whatsapp.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.access.Sender;
import dev.parley.chat.Content;
import dev.parley.chat.Direction;
import dev.parley.chat.Draft;
import dev.parley.chat.Inbound;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.Origin;
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

/// Tests webhooks about the WhatsApp Business app and other responders of the number: their
/// messages, their history, their address book, and handovers.
final class PhoneReaderTest {
  private static final String VALUE = "entry[0].changes[0].value";
  private static final Instant AT = Instant.ofEpochSecond(1_789_030_000);

  private static String history(String thread, String message) {
    return Read.change(
        "history",
        """
        "history":[{"metadata":{"phase":0,"chunk_order":1,"progress":55},"threads":[{%s"messages":[
        {"id":"wamid.H","timestamp":"1789030000","type":"text","text":{"body":"old"}%s}]}]}]\
        """
            .formatted(thread, message));
  }

  private static @Nullable String kind(Draft draft) {
    Sender sender = draft.sentBy();
    return sender == null ? null : sender.kind().word();
  }

  // --- History -----------------------------------------------------------------------------------

  @Test
  void incomingHistoryIsRead() {
    Draft draft = Read.draft(history("\"id\":\"12025550117\",", ",\"from\":\"12025550117\""));

    assertEquals(Direction.INCOMING, draft.direction());
    assertEquals(Person.at(new WaId("12025550117")), draft.person());
    assertEquals(Origin.HISTORY, draft.body().origin());
    assertEquals(Status.READ, draft.status());
    assertEquals(AT, draft.timestamp());
    assertNull(draft.sentBy());
  }

  @ParameterizedTest
  @CsvSource({
    "SENT, SENT",
    "DELIVERED, DELIVERED",
    "READ, READ",
    "PLAYED, PLAYED",
    "ERROR, FAILED",
    "PENDING, SENT",
    "NEW_WORD, SENT"
  })
  void outgoingHistoryKeepsItsStatus(String word, Status status) {
    Draft draft =
        Read.draft(
            history(
                "\"id\":\"12025550117\",",
                ",\"from\":\"12025550100\",\"history_context\":{\"status\":\"" + word + "\"}"));

    assertEquals(Direction.OUTGOING, draft.direction());
    assertEquals(status, draft.status());
    assertEquals("12025550117", draft.to());
    assertEquals("phone", kind(draft));
  }

  @Test
  void aConversationMayNameItsCustomerInItsContext() {
    String context =
        """
        "context":{"wa_id":"12025550117","user_id":"US.1","parent_user_id":"US.ENT.1",
        "username":"@marta"},\
        """;

    Draft draft = Read.draft(history(context, ""));

    assertEquals(
        new Person(
            new WaId("12025550117"),
            List.of(new WaId("US.1"), new WaId("US.ENT.1")),
            null,
            "marta",
            null),
        draft.person());
    assertEquals(Direction.INCOMING, draft.direction());
  }

  @Test
  void aConversationWithAHiddenNumberUsesTheUserId() {
    assertEquals(
        List.of(new WaId("US.1")),
        Read.draft(history("\"id\":\"US.1\",", ",\"from\":\"12025550100\"")).person().userIds());
  }

  @Test
  void withoutTheBusinessNumberTheOtherSideIsTheBusiness() {
    String body =
        """
        {"messaging_product":"whatsapp","history":[{"threads":[{"id":"12025550117","messages":[
        {"id":"wamid.H","from":"12025550100","timestamp":"1","type":"text","text":{"body":"a"}}]}]}]}
        """;

    assertEquals(Direction.OUTGOING, Read.draft(body).direction());
  }

  @Test
  void historyIsNeverInTheFuture() {
    String body =
        history("\"id\":\"12025550117\",", ",\"from\":\"12025550117\"")
            .replace("1789030000", "1999999999");

    assertEquals(Read.RECEIVED, Read.draft(body).timestamp());
  }

  @Test
  void aPictureOfTheHistoryHasAPlaceholder() {
    String body =
        history("\"id\":\"12025550117\",", ",\"from\":\"12025550117\"")
            .replace("\"type\":\"text\"", "\"type\":\"media_placeholder\"");

    assertEquals(new Content.Placeholder(), Read.draft(body).body().content());
  }

  @ParameterizedTest
  @ValueSource(strings = {"messages", "message_echoes"})
  void thePictureArrivesAsHistory(String list) {
    Draft draft =
        Read.draft(
            Read.change(
                "history",
                """
                "%s":[{"id":"wamid.H","from":"12025550100","to":"12025550117","timestamp":"1",
                "type":"image","image":{"id":"7"}}]\
                """
                    .formatted(list)));

    assertEquals(Origin.HISTORY, draft.body().origin());
    assertEquals(Direction.OUTGOING, draft.direction());
  }

  @Test
  void theProgressOfTheHistoryIsReported() {
    assertEquals(
        List.of(new AccountReport("history", null, "55 percent", Read.RECEIVED, false)),
        reports(history("\"id\":\"1\",", ",\"from\":\"1\"")));
  }

  @Test
  void aDeclinedHistoryIsReported() {
    String body = Read.change("history", "\"history\":[{\"errors\":[{\"code\":2593109}]}]");

    assertEquals(List.of(), Read.inbound(body).events());
    assertNull(Read.inbound(body).leftover());
    assertEquals(
        List.of(new AccountReport("history", null, "declined, error 2593109", Read.RECEIVED, true)),
        reports(body));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | history[0]: has no list of threads",
        "{\"threads\":[{}]} | history[0].threads[0]: has no list of messages",
        "{\"threads\":[{\"messages\":[5]}]} | history[0].threads[0].messages[0]: is not an object",
        "{\"threads\":[{\"messages\":[{\"id\":\"wamid.H\"}]}]}"
            + " | history[0].threads[0].messages[0]: names no customer"
      })
  void unreadableHistoryIsLeftOver(String part, String reason) {
    assertEquals(
        List.of(VALUE + "." + reason),
        Read.reasons(Read.change("history", "\"history\":[" + part + "]")));
  }

  // --- The address book --------------------------------------------------------------------------

  private static String entry(String contact, String action) {
    return Read.change(
        "smb_app_state_sync",
        """
        "state_sync":[{"type":"contact","contact":{%s},"action":"%s",
        "metadata":{"timestamp":"1789030000"}}]\
        """
            .formatted(contact, action));
  }

  @Test
  void theAddressBookNamesPeople() {
    assertEquals(
        new InboundEvent.Listed(
            new Person(
                new WaId("12025550117"), List.of(new WaId("US.1")), "Marta Okafor", "marta", null),
            AT),
        Read.event(
            entry(
                """
                "full_name":"Marta Okafor","first_name":"Marta","phone_number":"+1 202 555 0117",
                "user_id":"US.1","username":"@marta"\
                """,
                "add")));
  }

  @Test
  void theFirstNameCountsWithoutAFullOne() {
    InboundEvent.Listed listed =
        assertInstanceOf(
            InboundEvent.Listed.class,
            Read.event(
                entry(
                    "\"full_name\":\" \",\"first_name\":\"Marta\",\"phone_number\":\"1\"", "add")));

    assertEquals("Marta", listed.person().profileName());
  }

  @Test
  void aRemovedEntryHasNoName() {
    InboundEvent.Listed listed =
        assertInstanceOf(
            InboundEvent.Listed.class,
            Read.event(entry("\"full_name\":\"Marta\",\"phone_number\":\"1\"", "REMOVE")));

    assertNull(listed.person().profileName());
  }

  @Test
  void anEntryWithoutAnAddressIsLeftOver() {
    assertEquals(
        List.of(VALUE + ".state_sync[0]: contact has neither phone_number nor user_id"),
        Read.reasons(entry("\"full_name\":\"Marta\"", "add")));
  }

  // --- Echoes and other responders ---------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "smb_message_echoes, '', phone",
    "message_echoes, '', bot",
    "smb_message_echoes, created_by_1p_bot, bot",
    "messages, '', "
  })
  void anEchoHasItsSender(String field, String maker, @Nullable String kind) {
    Draft draft =
        Read.draft(
            Read.change(
                field,
                """
                "message_echoes":[{"id":"wamid.E","from":"12025550100","to":"+12025550117",
                "timestamp":"1","message_creation_type":"%s","type":"text","text":{"body":"a"}}]\
                """
                    .formatted(maker)));

    assertEquals(kind, kind(draft));
    assertEquals(Direction.OUTGOING, draft.direction());
    assertEquals(new WaId("12025550117"), draft.person().number());
    assertNull(draft.body().origin());
  }

  @Test
  void standbyMessagesAreMarked() {
    String standby =
        """
        "standby":{"contacts":[{"wa_id":"12025550117"}],"%s":[{"id":"wamid.S","from":"12025550117",
        "to":"12025550117","timestamp":"1","type":"text","text":{"body":"a"}}]}\
        """;

    Draft theirs = Read.draft(Read.change("standby", standby.formatted("messages")));
    Draft answer = Read.draft(Read.change("standby", standby.formatted("message_echoes")));

    assertEquals(Origin.STANDBY, theirs.body().origin());
    assertEquals(Status.DELIVERED, theirs.status());
    assertNull(theirs.sentBy());
    assertEquals(Origin.STANDBY, answer.body().origin());
    assertEquals("bot", kind(answer));
  }

  @Test
  void metadataOfAnAutomationIsKeptWithTheMessage() {
    String data =
        String.valueOf(
            Read.draft(
                    Read.value(
                        """
                        "messages":[{"id":"wamid.M","from":"1","type":"text","text":{"body":"a"}}],
                        "conversation_context":{"type":"summary","summary":{"text":"late parcel"}}\
                        """))
                .webhookData());

    assertTrue(data.contains("\"conversation_context\":{\"type\":\"summary\""), data);
  }

  private static String handover(String type, String control) {
    return """
    {"entry":[{"changes":[{"field":"messaging_handovers","value":{
    "sender":{"phone_number":"12025550117"},"recipient":{"phone_number_id":"310987654321098",
    "display_phone_number":"12025550100"},"type":"%1$s","timestamp":"1789030000","%1$s":{%2$s}}}]}]}
    """
        .formatted(type, control);
  }

  @Test
  void aHandoverToPeopleIsAnUnreadLine() {
    Draft draft =
        Read.draft(
            handover(
                "control_passed",
                """
                "previous_owner_role":"ai_agent","new_owner_role":"customer_service",
                "metadata":"asked twice",
                "conversation_context":{"type":"summary","summary":{"text":"late parcel"}}\
                """));

    assertEquals(
        new Content.Handover(
            "control_passed", "ai_agent", "customer_service", "asked twice", "late parcel"),
        draft.body().content());
    assertEquals(Person.at(new WaId("12025550117")), draft.person());
    assertEquals("310987654321098", draft.to());
    assertEquals(AT, draft.timestamp());
    assertEquals(Status.DELIVERED, draft.status());
  }

  @Test
  void aHandoverToAnAutomationCountsAsRead() {
    Draft draft =
        Read.draft(
            handover(
                "control_taken",
                "\"previous_owner_app_role\":\"utility\",\"new_owner_role\":\"ai_agent\""));

    assertEquals(
        new Content.Handover("control_taken", "utility", "ai_agent", null, null),
        draft.body().content());
    assertEquals(Status.READ, draft.status());
  }

  @Test
  void handoversHaveStableDistinctIds() {
    String one = handover("control_taken", "\"new_owner_role\":\"ai_agent\"");
    String other = one.replace("1789030000", "1789030001");

    assertEquals(Read.draft(one).id(), Read.draft(one).id());
    assertNotEquals(Read.draft(one).id(), Read.draft(other).id());
  }

  @Test
  void aHandoverWithoutACustomerIsRoutine() {
    Inbound inbound =
        Read.inbound(handover("control_taken", "").replace("\"phone_number\":\"12025550117\"", ""));

    assertEquals(List.of(), inbound.events());
    assertTrue(Read.leftover(inbound).routine());
  }

  // --- Groups ------------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"recipient_participant", "participant_recipient"})
  void theMemberOfAGroupIsReadInBothSpellings(String prefix) {
    InboundEvent.StatusReported reported =
        assertInstanceOf(
            InboundEvent.StatusReported.class,
            Read.event(
                Read.status(
                    """
                    "status":"read","recipient_id":"GROUP1","recipient_type":"group",
                    "%1$s_id":"12025550117","%1$s_user_id":"US.1"\
                    """
                        .formatted(prefix))));

    assertEquals(
        new Person(new WaId("12025550117"), new WaId("US.1"), null, null), reported.participant());
    assertNull(reported.recipient());
  }

  private static List<AccountReport> reports(String body) {
    return assertInstanceOf(Parsed.Understood.class, Read.parse(body)).reports();
  }
}
