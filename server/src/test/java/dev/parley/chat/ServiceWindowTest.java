package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.REPLY;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.outgoing;
import static dev.parley.chat.Fixtures.saying;
import static dev.parley.chat.Fixtures.stored;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.chat.Content.CallState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ServiceWindowTest {
  @Test
  void aCustomersMessageOpensAServiceWindow() {
    assertEquals(Optional.of(NOON), ServiceWindow.openedBy(stored(HELLO)));
  }

  @Test
  void aStandbyMessageOpensAServiceWindow() {
    assertEquals(
        Optional.of(NOON),
        ServiceWindow.openedBy(stored(saying(HELLO, HELLO.body().from(Origin.STANDBY)))));
  }

  @Test
  void outgoingMessagesDoNotOpenIt() {
    assertEquals(Optional.empty(), ServiceWindow.openedBy(stored(REPLY)));
  }

  @Test
  void theHistoryOfAPhoneDoesNotOpenIt() {
    assertEquals(
        Optional.empty(),
        ServiceWindow.openedBy(stored(saying(HELLO, HELLO.body().from(Origin.HISTORY)))));
  }

  @Test
  void handoversAndNoticesDoNotOpenIt() {
    Body handover = Body.of(new Content.Handover("control_passed", null, null, null, null));
    Body notice = Body.of(new Content.Notice(null, null, null, null));

    assertEquals(Optional.empty(), ServiceWindow.openedBy(stored(saying(HELLO, handover))));
    assertEquals(Optional.empty(), ServiceWindow.openedBy(stored(saying(HELLO, notice))));
  }

  @ParameterizedTest
  @EnumSource(CallState.class)
  void everyCallOfACustomerOpensIt(CallState state) {
    assertEquals(Optional.of(NOON), openedBy(Direction.INCOMING, state, null));
  }

  @Test
  void anAcceptedOutgoingCallOpensAServiceWindow() {
    assertEquals(Optional.empty(), openedBy(Direction.OUTGOING, CallState.RINGING, null));
    assertEquals(Optional.empty(), openedBy(Direction.OUTGOING, CallState.REJECTED, null));
    assertEquals(
        Optional.of(BEFORE_NOON), openedBy(Direction.OUTGOING, CallState.ACCEPTED, BEFORE_NOON));
    assertEquals(Optional.of(NOON), openedBy(Direction.OUTGOING, CallState.COMPLETED, null));
  }

  @Test
  void theWindowNeverOpensInTheFuture() {
    Draft fromTheFuture = incoming("wamid.1", ALICE, "Hello", AFTER_NOON);

    assertEquals(Optional.of(NOON), ServiceWindow.openedBy(stored(fromTheFuture)));
    assertEquals(Optional.of(NOON), openedBy(Direction.OUTGOING, CallState.ACCEPTED, AFTER_NOON));
  }

  private static Optional<Instant> openedBy(
      Direction direction, CallState state, @Nullable Instant acceptedAt) {
    Draft draft =
        direction == Direction.INCOMING
            ? incoming("wacid.1", ALICE, "x", NOON)
            : outgoing("wacid.1", ALICE, "x", NOON);
    Body body = Body.of(new Content.Call(direction, state, acceptedAt, null, null));
    return ServiceWindow.openedBy(stored(saying(draft, body)));
  }
}
