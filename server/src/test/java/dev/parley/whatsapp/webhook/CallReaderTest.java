package dev.parley.whatsapp.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Content;
import dev.parley.chat.Content.CallState;
import dev.parley.chat.Direction;
import dev.parley.chat.Draft;
import dev.parley.chat.Failure;
import dev.parley.chat.Inbound;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.Status;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls of customers and of the business, and their results.
final class CallReaderTest {
  private static final String PLACE = "entry[0].changes[0].value.";
  private static final Instant AT = Instant.ofEpochSecond(1_789_030_800);
  private static final String THEIRS = "\"from\":\"12025550117\",\"direction\":\"USER_INITIATED\"";
  private static final String OURS =
      "\"from\":\"12025550100\",\"to\":\"12025550117\",\"direction\":\"BUSINESS_INITIATED\"";

  private static String call(String members) {
    return call(members, "");
  }

  private static String call(String members, String beside) {
    return Read.change(
        "calls",
        """
        "contacts":[{"profile":{"name":"Marta Okafor"},"wa_id":"12025550117"}],%s
        "calls":[{"id":"wacid.C","timestamp":"1789030800",%s}]\
        """
            .formatted(beside, members));
  }

  private static String status(String members) {
    return Read.change(
        "calls",
        """
        "statuses":[{"id":"wacid.C","timestamp":"1789030800",%s}]\
        """
            .formatted(members));
  }

  private static Draft draft(String body) {
    return assertInstanceOf(InboundEvent.Called.class, Read.event(body)).draft();
  }

  private static Content content(String body) {
    return assertInstanceOf(Content.Call.class, draft(body).body().content());
  }

  @Test
  void aCustomersCallRings() {
    Draft draft = draft(call("\"event\":\"connect\"," + THEIRS));

    assertEquals(
        new Content.Call(Direction.INCOMING, CallState.RINGING, null, null, null),
        draft.body().content());
    assertEquals(Direction.INCOMING, draft.direction());
    assertEquals(new WaId("12025550117"), draft.person().number());
    assertEquals("Marta Okafor", draft.person().profileName());
    assertEquals("310987654321098", draft.to());
    assertEquals(AT, draft.timestamp());
    assertEquals(Status.DELIVERED, draft.status());
  }

  @Test
  void ourCallRingsAtTheCustomer() {
    Draft draft = draft(call("\"event\":\"connect\"," + OURS));

    assertEquals(
        new Content.Call(Direction.OUTGOING, CallState.RINGING, null, null, null),
        draft.body().content());
    assertEquals(new WaId("12025550117"), draft.person().number());
    assertEquals("12025550117", draft.to());
    assertEquals(Status.SENT, draft.status());
  }

  @Test
  void theDirectionOfACallFollowsFromTheNumbers() {
    assertEquals(
        Direction.OUTGOING,
        draft(call("\"event\":\"connect\",\"from\":\"+1 202 555 0100\"")).direction());
    assertEquals(
        Direction.INCOMING,
        draft(call("\"event\":\"connect\",\"from\":\"12025550117\"")).direction());
  }

  @Test
  void aCallerWithAHiddenNumberIsIdentifiedByUserId() {
    Draft draft =
        draft(
            Read.change(
                "calls",
                """
                "calls":[{"id":"wacid.C","event":"connect","from_user_id":"US.1","timestamp":"1",
                "direction":"USER_INITIATED"}]\
                """));

    assertEquals(List.of(new WaId("US.1")), draft.person().userIds());
    assertEquals("US.1", draft.from());
  }

  @Test
  void aCallWithoutAPersonBelongsToTheOnlyContact() {
    assertEquals(
        new WaId("12025550117"),
        draft(call("\"event\":\"connect\",\"direction\":\"USER_INITIATED\"")).person().number());
  }

  @Test
  void theCallersNetworkIsKeptNowhere() {
    String data =
        String.valueOf(
            draft(
                    call(
                        "\"event\":\"connect\",\"session\":{\"sdp\":\"v=0 c=IN IP4"
                            + " 192.0.2.7\"},\"deeplink_payload\":\"offer-7\","
                            + THEIRS))
                .webhookData());

    assertFalse(data.contains("192.0.2.7"), data);
    assertTrue(data.contains("offer-7"), data);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"status\":\"COMPLETED\",\"duration\":125 | COMPLETED | 125",
        "\"status\":[\"Completed\"],\"duration\":\"125\" | COMPLETED | 125",
        "\"status\":\"FAILED\",\"duration\":125 | COMPLETED | 125",
        "\"status\":\"COMPLETED\" | MISSED |",
        "\"status\":\"FAILED\",\"duration\":0 | MISSED |",
        "\"duration\":-5 | MISSED |",
        "\"duration\":1e300 | MISSED |",
        "\"duration\":{} | MISSED |"
      })
  void anUnacceptedCallWasMissed(String members, CallState state, Long seconds) {
    assertEquals(
        new Content.Call(Direction.INCOMING, state, null, seconds, null),
        content(call("\"event\":\"terminate\"," + members + "," + THEIRS)));
  }

  @Test
  void aCallBeginsAndIsTakenWhenItSaysSo() {
    Draft draft =
        draft(
            call(
                "\"event\":\"terminate\",\"duration\":60,\"start_time\":\"1789030740\"," + THEIRS));

    assertEquals(AT.minusSeconds(60), draft.timestamp());
    assertEquals(
        new Content.Call(Direction.INCOMING, CallState.COMPLETED, AT.minusSeconds(60), 60L, null),
        draft.body().content());
  }

  @Test
  void theErrorsBesideACallSayWhyItFailed() {
    Failure failure = new Failure(138007, "Connect timeout", "No answer of the network");
    String errors =
        """
        "errors":[{"code":138007,"title":"Connect timeout",
        "error_data":{"details":"No answer of the network"}}],\
        """;

    assertEquals(
        new Content.Call(Direction.OUTGOING, CallState.FAILED, null, null, failure),
        content(call("\"event\":\"terminate\",\"status\":\"FAILED\"," + OURS, errors)));
    assertEquals(
        new Content.Call(Direction.INCOMING, CallState.MISSED, null, null, failure),
        content(call("\"event\":\"terminate\",\"status\":\"FAILED\"," + THEIRS, errors)));
  }

  @ParameterizedTest
  @CsvSource({"RINGING, RINGING", "rejected, REJECTED", "Accepted, ACCEPTED"})
  void ourCallsHaveStatusesOfTheirOwn(String word, CallState state) {
    for (String kind : List.of("\"type\":\"call\",", "")) {
      Content.Call call =
          (Content.Call)
              content(
                  status(kind + "\"recipient_id\":\"12025550117\",\"status\":\"" + word + "\""));

      assertEquals(state, call.state());
      assertEquals(state == CallState.ACCEPTED ? AT : null, call.acceptedAt());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "failed", "delivered"})
  void aStatusOfACallIsNeverOneOfAMessage(String word) {
    assertEquals(
        List.of(PLACE + "statuses[0]: status '" + word + "' of a call is not known"),
        Read.reasons(status("\"recipient_id\":\"1\",\"status\":\"" + word + "\"")));
  }

  @Test
  void otherEventsOfCallsAreRoutine() {
    Inbound inbound = Read.inbound(call("\"event\":\"call_created\"," + THEIRS));

    assertEquals(List.of(), inbound.events());
    assertTrue(Read.leftover(inbound).routine());
    assertEquals(
        List.of(
            PLACE + "calls[0]: the event 'call_created' of a call is routine, kept for reference"),
        Read.leftover(inbound).reasons());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"event\":\"connect\",\"from\":\"1\"} | has no id, or one that cannot be an id",
        "{\"id\":\"wacid.C\",\"from\":\"1\"} | has no event",
        "{\"id\":\"wacid.C\",\"event\":\"connect\"} | names no customer",
        "{\"id\":\"wacid.C\",\"event\":\"connect\",\"from\":\"12025550117\","
            + "\"direction\":\"BUSINESS_INITIATED\"} | names no customer"
      })
  void aCallThatCannotBeReadIsLeftOver(String call, String reason) {
    assertEquals(
        List.of(PLACE + "calls[0]: " + reason),
        Read.reasons(Read.change("calls", "\"calls\":[" + call + "]")));
  }

  @Test
  void aBareValueWithCallsIsRead() {
    String bare =
        """
        {"messaging_product":"whatsapp","calls":[{"id":"wacid.C","event":"connect","from":"1"}]}
        """;

    assertInstanceOf(InboundEvent.Called.class, Read.event(bare));
  }
}
