package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.UNDELIVERABLE;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.saying;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.chat.Content.CallState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract for calls: a call is one message of its chat.
interface CallContract extends StoreUnderTest {
  String ID = "wacid.call1";

  private static InboundEvent.Called incomingCall(
      String id, WaId from, CallState state, @Nullable Instant acceptedAt, @Nullable Long seconds) {
    Content.Call call =
        new Content.Call(
            Direction.INCOMING,
            state,
            acceptedAt,
            seconds,
            state == CallState.FAILED ? UNDELIVERABLE : null);
    return new InboundEvent.Called(saying(incoming(id, from, "x", NOON), Body.of(call)));
  }

  private static InboundEvent.Called told(CallState state) {
    return incomingCall(
        ID,
        ALICE,
        state,
        state == CallState.ACCEPTED ? NOON : null,
        state == CallState.COMPLETED ? 90L : null);
  }

  @Test
  default void aCallIsAMessageThatWaitsForAReader() {
    Ingested result = store().ingest(inbound(told(CallState.RINGING)), NOON);

    assertEquals(new Ingested(1, 0, 0, 0, 0), result);
    Message line = onlyMessageOf(ALICE);
    assertEquals("Incoming call", line.body().text());
    assertEquals("call", line.body().type());
    assertEquals(1, summaryOf(ALICE).unread());
    assertEquals(1, published(Change.MessageStored.class).size());
  }

  @Test
  default void reportsOfACallChangeItsLine() {
    store().ingest(inbound(told(CallState.RINGING)), NOON);

    Ingested result = store().ingest(inbound(told(CallState.MISSED)), AFTER_NOON);

    assertEquals(new Ingested(1, 0, 0, 0, 0), result);
    Message line = onlyMessageOf(ALICE);
    assertEquals("Missed call", line.body().text());
    assertEquals(NOON, line.timestamp());
    assertEquals(
        List.of(line),
        published(Change.MessageAmended.class).stream()
            .map(Change.MessageAmended::message)
            .toList());
    assertEquals(1, summaryOf(ALICE).unread());
  }

  @Test
  default void theSameReportAgainIsADuplicate() {
    store().ingest(inbound(told(CallState.RINGING), told(CallState.MISSED)), NOON);
    List<Change> before = published();

    Ingested result =
        store().ingest(inbound(told(CallState.MISSED), told(CallState.RINGING)), AFTER_NOON);

    assertEquals(new Ingested(0, 0, 2, 0, 0), result);
    assertEquals(before, published());
  }

  @Test
  default void reportsOfOneCallEndTheSameInAnyOrder() {
    List<InboundEvent.Called> reports =
        List.of(told(CallState.RINGING), told(CallState.ACCEPTED), told(CallState.COMPLETED));
    List<Body> ends = new ArrayList<>();
    int number = 0;
    for (int[] order :
        new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
      WaId customer = new WaId("1555000300" + number);
      String id = "wacid.order" + number++;
      for (int at : order) {
        Content.Call call = reports.get(at).call();
        store()
            .ingest(
                inbound(
                    incomingCall(id, customer, call.state(), call.acceptedAt(), call.seconds())),
                NOON);
      }
      ends.add(onlyMessageOf(customer).body());
    }

    Body expected =
        Body.of(new Content.Call(Direction.INCOMING, CallState.COMPLETED, NOON, 90L, null));
    assertEquals(List.of(expected, expected, expected, expected, expected, expected), ends);
  }

  @Test
  default void theReasonOfAFailedCallIsKept() {
    store().ingest(inbound(told(CallState.FAILED)), NOON);
    store().ingest(inbound(told(CallState.RINGING)), NOON);

    assertEquals(
        new Content.Call(Direction.INCOMING, CallState.FAILED, null, null, UNDELIVERABLE),
        onlyMessageOf(ALICE).body().content());
  }

  @Test
  default void theCallersVoicemailMayHaveTheIdOfTheCall() {
    Draft voicemail =
        saying(
            incoming(ID, ALICE, "x", AFTER_NOON),
            Body.of(new Content.Audio(new Media("1", null, null, null), true)));
    store().ingest(inbound(told(CallState.RINGING)), NOON);

    store().ingest(arrived(voicemail), AFTER_NOON);
    Ingested again = store().ingest(arrived(voicemail), AFTER_NOON);
    store().ingest(inbound(told(CallState.MISSED)), AFTER_NOON);

    assertEquals(new Ingested(0, 0, 1, 0, 0), again);
    assertEquals(List.of("Voice message", "Missed call"), sorted(textsOf(ALICE)));
  }

  @Test
  default void theVoicemailMayComeFirst() {
    Draft voicemail =
        saying(
            incoming(ID, BOB, "x", AFTER_NOON),
            Body.of(new Content.Audio(new Media("1", null, null, null), true)));
    store().ingest(arrived(voicemail), AFTER_NOON);

    store().ingest(inbound(incomingCall(ID, BOB, CallState.RINGING, null, null)), AFTER_NOON);
    store().ingest(inbound(incomingCall(ID, BOB, CallState.MISSED, null, null)), AFTER_NOON);

    assertEquals(List.of("Voice message", "Missed call"), sorted(textsOf(BOB)));
  }

  private static List<String> sorted(List<String> texts) {
    return texts.stream().sorted(Comparator.reverseOrder()).toList();
  }
}
