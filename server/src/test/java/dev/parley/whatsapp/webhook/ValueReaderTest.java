package dev.parley.whatsapp.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Failure;
import dev.parley.chat.Inbound;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.MessageId;
import dev.parley.chat.Status;
import dev.parley.chat.StatusReport;
import dev.parley.chat.Unprocessed;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Entries, changes, statuses, errors, and fields other than messages.
final class ValueReaderTest {
  private static final String AT = "entry[0].changes[0]";

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {"SENT", "DELIVERED", "READ", "PLAYED", "FAILED"})
  void everyStatusOfWhatsAppIsReported(Status status) {
    String word = status.name().toLowerCase(Locale.ROOT);

    assertEquals(
        new StatusReport(
            new MessageId("wamid.S"), status, Instant.ofEpochSecond(1_789_030_800), null),
        report(Read.status("\"status\":\"%s\"".formatted(word))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"warning", "deleted", "pending", "viewed"})
  void anUnknownStatusIsLeftOver(String word) {
    assertEquals(
        List.of(AT + ".value.statuses[0]: status '" + word + "' is not known"),
        Read.reasons(Read.status("\"status\":\"%s\"".formatted(word))));
  }

  @Test
  void aStatusWithoutAnIdIsLeftOver() {
    assertEquals(
        List.of(AT + ".value.statuses[0]: has no id, or one that cannot be an id"),
        Read.reasons(Read.value("\"statuses\":[{\"status\":\"read\"}]")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"code\":1,\"title\":\"T\",\"message\":\"M\",\"error_data\":{\"details\":\"D\"}} | 1 | T"
            + " | D",
        "{\"code\":1,\"message\":\"M\",\"error_data\":\"plain\"} | 1 | M | plain",
        "{\"code\":1,\"title\":\"T\",\"details\":\"old\"} | 1 | T | old",
        "{\"code\":131047} | 131047 | Error 131047 |",
        "{\"code\":\"1\",\"title\":5} | 1 | Error 1 |",
        "{\"code\":{},\"title\":5} | 0 | Error 0 |"
      })
  void aFailureIsReadInEveryFormItHasHad(String error, long code, String title, String detail) {
    StatusReport report =
        report(Read.status("\"status\":\"failed\",\"errors\":[%s]".formatted(error)));

    assertEquals(new Failure(code, title, detail), report.failure());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1789030800\"", "1789030800", "1789030800.0", "1789030800000"})
  void timestampsAreReadInAllFormats(String timestamp) {
    String body =
        Read.value(
            "\"statuses\":[{\"id\":\"wamid.S\",\"status\":\"read\",\"timestamp\":%s}]"
                .formatted(timestamp));

    assertEquals(Instant.ofEpochSecond(1_789_030_800), report(body).at());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "\"\"",
        "\"soon\"",
        "-1",
        "1e300",
        "253402300800000",
        "[1]",
        "\"9999999999999999\""
      })
  void withoutAReadableTimestampTheTimeOfReceptionCounts(String timestamp) {
    String body =
        Read.value(
            "\"statuses\":[{\"id\":\"wamid.S\",\"status\":\"read\",\"timestamp\":%s}]"
                .formatted(timestamp));

    assertEquals(Read.RECEIVED, report(body).at());
  }

  @ParameterizedTest
  @ValueSource(strings = {"account_update", "security", "message_template_status_update", "flows"})
  void routineFieldsAreLeftOverSeparately(String field) {
    Unprocessed leftover = Read.leftover(Read.inbound(Read.change(field, "\"event\":\"X\"")));

    assertTrue(leftover.routine());
    assertEquals(
        List.of(AT + ": field '" + field + "' is routine, kept for reference"), leftover.reasons());
  }

  @ParameterizedTest
  @ValueSource(strings = {"brand_new_field", "message_reactions", "calls_v2"})
  void otherFieldsAreLeftOverByName(String field) {
    assertEquals(
        List.of(AT + ": field '" + field + "' is kept, but not processed"),
        Read.reasons(Read.change(field, "\"messages\":[{\"id\":\"wamid.M\",\"from\":\"1\"}]")));
  }

  @Test
  void unsafeFieldNamesAreCleaned() {
    assertEquals(
        List.of(AT + ": field 'a?b??' is kept, but not processed"),
        Read.reasons(Read.change("a b\\n<", "\"messages\":[]")));
  }

  @Test
  void errorsAloneAreLeftOverByCode() {
    assertEquals(
        List.of(AT + ".value: the report of errors 130429, 0 is routine, kept for reference"),
        Read.reasons(Read.value("\"errors\":[{\"code\":130429,\"title\":\"Rate limit hit\"},{}]")));
  }

  @Test
  void errorsBesideValidMessagesAreLeftOver() {
    Inbound inbound =
        Read.inbound(
            Read.value(
                """
                "messages":[{"id":"wamid.M","from":"1","type":"text","text":{"body":"a"}}],
                "errors":[{"code":5}]\
                """));

    assertEquals(1, inbound.events().size());
    assertEquals(
        List.of(AT + ".value: the report of errors 5 is routine, kept for reference"),
        Read.leftover(inbound).reasons());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"entry\":[5]} | entry[0]: has no list of changes",
        "{\"entry\":[{\"changes\":{}}]} | entry[0]: has no list of changes",
        "{\"entry\":[{\"changes\":[5]}]} | entry[0].changes[0]: has no value",
        "{\"entry\":[{\"changes\":[{\"value\":[]}]}]} | entry[0].changes[0]: has no value",
        "{\"entry\":[{\"changes\":[{\"value\":{}}]}]} | entry[0].changes[0].value: contains no"
            + " message, status or contact that Parley understands",
        "{\"messages\":[5]} | messages[0]: is not an object",
        "{\"messages\":[],\"statuses\":{}} | statuses: is not a list",
        "{\"metaData\":{\"entry\":[5]}} | metaData.entry[0]: has no list of changes"
      })
  void unreadableElementsAreLeftOverWithTheirPath(String body, String reason) {
    assertEquals(List.of(reason), Read.reasons(body));
  }

  @Test
  void aBadElementDoesNotAffectOthers() {
    Inbound inbound =
        Read.inbound(
            Read.value(
                """
                "messages":[null,{"id":"wamid.1","from":"1","type":"text","text":{"body":"a"}},
                {"from":"1"},{"id":"wamid.2","from":"1","type":"text","text":{"body":"b"}},[]],
                "statuses":[{"id":"wamid.3","status":"odd"},{"id":"wamid.3","status":"read"}]\
                """));

    assertEquals(3, inbound.events().size());
    assertEquals(4, Read.leftover(inbound).elements());
  }

  @Test
  void messagesComeBeforeStatuses() {
    Inbound inbound =
        Read.inbound(
            Read.value(
                """
                "statuses":[{"id":"wamid.3","status":"read"}],
                "messages":[{"id":"wamid.1","from":"1","type":"text","text":{"body":"a"}}]\
                """));

    assertInstanceOf(InboundEvent.Arrived.class, inbound.events().getFirst());
  }

  @Test
  void aUserIdUpdateMovesThePerson() {
    String body =
        Read.change(
            "user_id_update",
            """
            "user_id_update":[{"wa_id":"12025550164","user_id":{"previous":"US.1","current":"US.2"}}]\
            """);

    assertEquals(
        new InboundEvent.Moved(
            null,
            new WaId("12025550164"),
            List.of(new WaId("US.1")),
            List.of(new WaId("US.2")),
            Instant.ofEpochSecond(1789030800),
            null),
        Read.event(body));
  }

  @Test
  void aUserIdUpdateWithoutBothIdsIsLeftOver() {
    assertEquals(
        List.of(AT + ".value.user_id_update[0]: has no previous and current user_id"),
        Read.reasons(
            Read.change(
                "user_id_update", "\"user_id_update\":[{\"user_id\":{\"current\":\"US.2\"}}]")));
  }

  private static StatusReport report(String body) {
    return assertInstanceOf(InboundEvent.StatusReported.class, Read.event(body)).report();
  }
}
