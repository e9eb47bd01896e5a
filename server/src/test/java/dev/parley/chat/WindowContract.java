package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.ALICE_ID;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.BOB_NEW;
import static dev.parley.chat.Fixtures.GROUP;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.REPLY;
import static dev.parley.chat.Fixtures.UNDELIVERABLE;
import static dev.parley.chat.Fixtures.WINDOW_CLOSED;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.byAlice;
import static dev.parley.chat.Fixtures.edit;
import static dev.parley.chat.Fixtures.failed;
import static dev.parley.chat.Fixtures.in;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.moved;
import static dev.parley.chat.Fixtures.outgoing;
import static dev.parley.chat.Fixtures.react;
import static dev.parley.chat.Fixtures.report;
import static dev.parley.chat.Fixtures.reported;
import static dev.parley.chat.Fixtures.saying;
import static dev.parley.chat.Fixtures.withPayload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.parley.chat.Content.CallState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract for the customer service window: which messages open it, and which cannot be sent
/// when it is closed.
interface WindowContract extends StoreUnderTest {
  Duration DAY = Duration.ofHours(24);

  /// A moment at which a window that was opened at [Fixtures#NOON] is closed.
  Instant NEXT_DAY = NOON.plus(DAY);

  private @Nullable Instant openedAt(WaId chat) {
    return summaryOf(chat).windowOpenedAt();
  }

  private static InboundEvent.Called ourCall(CallState state, @Nullable Instant acceptedAt) {
    Content.Call call = new Content.Call(Direction.OUTGOING, state, acceptedAt, null, null);
    return new InboundEvent.Called(
        saying(outgoing("wacid.1", ALICE, "x", BEFORE_NOON), Body.of(call)));
  }

  private static Draft template(String id) {
    Body body = Body.of(new Content.Template("order_ready", "en_US", List.of()));
    return withPayload(saying(outgoing(id, ALICE, "x", NOON), body), "{}");
  }

  @Test
  default void aCustomersMessageOpensTheWindow() {
    store().ingest(arrived(HELLO), AFTER_NOON);

    assertEquals(NOON, openedAt(ALICE));
  }

  @Test
  default void lateMessagesDoNotShortenTheWindow() {
    store().ingest(arrived(HELLO), AFTER_NOON);
    store().ingest(arrived(incoming("wamid.late", ALICE, "Late", BEFORE_NOON)), AFTER_NOON);

    assertEquals(NOON, openedAt(ALICE));
  }

  @Test
  default void aRefusalByWhatsAppClosesTheWindow() {
    store().ingest(arrived(HELLO), NOON);
    assertEquals(NEXT_DAY, summaryOf(ALICE).windowEnd());
    store().ingest(arrived(REPLY), NOON);

    store().ingest(reported(failed(REPLY.id(), AFTER_NOON, WINDOW_CLOSED)), AFTER_NOON);

    assertEquals(AFTER_NOON, summaryOf(ALICE).windowEnd());
    assertEquals(1, published(Change.ChatUpdated.class).size());
    store().markRead(ALICE, AFTER_NOON);
    assertEquals(AFTER_NOON, summaryOf(ALICE).windowEnd());
    assertEquals(List.of(), store().audit().findings());
    Instant again = AFTER_NOON.plusSeconds(1);
    store().ingest(arrived(incoming("wamid.again", ALICE, "Still here", again)), again);
    assertEquals(again.plus(DAY), summaryOf(ALICE).windowEnd());
  }

  /// The customer may have written before Parley was installed.
  @Test
  default void aRefusalClosesAnUnknownWindow() {
    store().ingest(arrived(REPLY), NOON);
    assertNull(summaryOf(ALICE).windowEnd());

    store().ingest(reported(failed(REPLY.id(), NEXT_DAY, WINDOW_CLOSED)), AFTER_NOON);

    assertEquals(AFTER_NOON, summaryOf(ALICE).windowEnd(), "no later than the refusal arrived");
  }

  @Test
  default void otherFailuresDoNotCloseTheWindow() {
    store().ingest(arrived(HELLO, REPLY), NOON);

    store().ingest(reported(failed(REPLY.id(), AFTER_NOON, UNDELIVERABLE)), AFTER_NOON);

    assertEquals(NEXT_DAY, summaryOf(ALICE).windowEnd());
    assertEquals(List.of(), published(Change.ChatUpdated.class));
  }

  @Test
  default void aFutureTimeCountsAsNow() {
    Instant inYears = NOON.plus(Duration.ofDays(3_000));
    store().ingest(arrived(incoming("wamid.1", ALICE, "From the future", inYears)), NOON);
    store().markRead(ALICE, AFTER_NOON);

    assertEquals(NOON, openedAt(ALICE));
    assertEquals(List.of(), store().audit().findings());
  }

  @Test
  default void outgoingMessagesAndHistoryDoNotOpenTheWindow() {
    store()
        .ingest(
            arrived(
                REPLY,
                saying(
                    incoming("wamid.past", ALICE, "-", NOON),
                    Body.text("Past").from(Origin.HISTORY))),
            NOON);

    assertNull(openedAt(ALICE));
    assertEquals(List.of(), store().audit().findings());
  }

  @Test
  default void reactionsAndEditsDoNotExtendTheWindow() {
    store().ingest(arrived(HELLO), NOON);
    store()
        .ingest(
            inbound(
                byAlice("wamid.r1", HELLO.id(), AFTER_NOON, react("👍")),
                byAlice("wamid.e1", HELLO.id(), AFTER_NOON, edit("Hello!"))),
            AFTER_NOON);

    assertEquals(NOON, openedAt(ALICE));
  }

  @Test
  default void aSimulatedCustomerOpensTheWindow() {
    store().send(HELLO, NOON);

    assertEquals(NOON, openedAt(ALICE));
  }

  @Test
  default void anAcceptedOutgoingCallOpensTheWindow() {
    store().ingest(inbound(ourCall(CallState.RINGING, null)), NOON);
    assertNull(openedAt(ALICE));

    store().ingest(inbound(ourCall(CallState.ACCEPTED, NOON)), AFTER_NOON);

    assertEquals(NOON, openedAt(ALICE));
  }

  @Test
  default void anEarlierCallDoesNotShortenTheWindow() {
    store().ingest(inbound(ourCall(CallState.ACCEPTED, NOON)), AFTER_NOON);
    store().ingest(inbound(ourCall(CallState.COMPLETED, NOON.minusSeconds(2))), AFTER_NOON);

    assertEquals(NOON, openedAt(ALICE));
    assertEquals(List.of(), store().audit().findings());
  }

  @Test
  default void anyMemberOpensTheWindowOfAGroup() {
    store().ingest(arrived(in(GROUP, incoming("wamid.1", ALICE, "Hi", BEFORE_NOON))), NOON);
    store().ingest(arrived(in(GROUP, incoming("wamid.2", BOB, "Hello", NOON))), NOON);

    assertEquals(NOON, openedAt(GROUP));
  }

  @Test
  default void theWindowIsOpenInBothChatsOfAPerson() {
    store().ingest(arrived(incoming("wamid.1", ALICE, "1", BEFORE_NOON)), NOON);
    store()
        .ingest(
            arrived(incoming("wamid.2", new Person(null, ALICE_ID, null, null), "2", NOON)), NOON);
    assertEquals(BEFORE_NOON, openedAt(ALICE));

    store()
        .ingest(
            arrived(incoming("wamid.3", new Person(ALICE, ALICE_ID, null, null), "3", BEFORE_NOON)),
            AFTER_NOON);

    assertEquals(NOON, openedAt(ALICE));
    assertEquals(List.of(), store().audit().findings());
  }

  @Test
  default void theWindowIsAlsoOpenForThePersonsOtherNumber() {
    store().ingest(arrived(incoming("wamid.1", BOB_NEW, "1", BEFORE_NOON)), NOON);
    store().ingest(arrived(incoming("wamid.2", BOB, "2", NOON)), NOON);

    store().ingest(inbound(moved(BOB, BOB_NEW, null, null)), AFTER_NOON);

    assertEquals(NOON, openedAt(BOB_NEW));
    assertEquals(List.of(), store().audit().findings());
  }

  @Test
  default void onlyTemplatesAreSentInAClosedWindow() {
    store().ingest(arrived(HELLO), NOON);
    List<Change> before = published();

    assertEquals(new SendOutcome.WindowClosed(NEXT_DAY), store().send(REPLY, NEXT_DAY));
    assertEquals(1, messagesOf(ALICE).size());
    assertEquals(before, published());

    assertInstanceOf(SendOutcome.Stored.class, store().send(template("msg_1"), NEXT_DAY));
  }

  @Test
  default void allMessagesAreSentInAnOpenWindow() {
    store().ingest(arrived(HELLO), NOON);

    assertInstanceOf(SendOutcome.Stored.class, store().send(REPLY, NEXT_DAY.minusMillis(1)));
  }

  @Test
  default void onlyTheAnswerToATemplateOpensTheWindow() {
    store().ingest(arrived(HELLO), NOON);
    store().send(template("msg_1"), NEXT_DAY);
    assertEquals(new SendOutcome.WindowClosed(NEXT_DAY), store().send(REPLY, NEXT_DAY));

    store().ingest(arrived(incoming("wamid.2", ALICE, "Yes?", NEXT_DAY)), NEXT_DAY);

    assertInstanceOf(SendOutcome.Stored.class, store().send(REPLY, NEXT_DAY));
  }

  @Test
  default void withoutACustomerMessageWhatsAppDecides() {
    store().ingest(arrived(outgoing("msg_1", ALICE, "First", NOON)), NOON);

    assertInstanceOf(SendOutcome.Stored.class, store().send(REPLY, NEXT_DAY));
  }

  @Test
  default void messagesThatAreNotSentToWhatsAppNeedNoWindow() {
    store().ingest(arrived(HELLO), NOON);
    Draft draft = outgoing("msg_1", ALICE, "Hi", NEXT_DAY);
    Draft kept =
        new Draft(
            draft.id(),
            null,
            draft.person(),
            null,
            Direction.OUTGOING,
            null,
            draft.to(),
            draft.body(),
            draft.timestamp(),
            Status.SENT,
            null);

    assertInstanceOf(SendOutcome.Stored.class, store().send(kept, NEXT_DAY));
  }

  @Test
  default void aRepeatedSendInAClosedWindowReturnsTheStoredMessage() {
    store().ingest(arrived(HELLO), NOON);
    store().send(REPLY, AFTER_NOON);

    assertInstanceOf(SendOutcome.AlreadyStored.class, store().send(REPLY, NEXT_DAY));
    assertEquals(
        new SendOutcome.IdTaken(REPLY.id()),
        store().send(saying(REPLY, Body.text("Something else")), NEXT_DAY));
  }

  @Test
  default void failedMessagesCanBeRetriedInAnOpenWindow() {
    store().ingest(arrived(HELLO), NOON);
    store().send(REPLY, NOON);
    store().send(template("msg_1"), NOON);
    for (MessageId id : List.of(REPLY.id(), new MessageId("msg_1"))) {
      store().ingest(reported(failed(id, NOON, UNDELIVERABLE)), NOON);
    }

    assertEquals(
        new RetryOutcome.WindowClosed(NEXT_DAY),
        store().retry(REPLY.id(), Status.PENDING, NEXT_DAY));
    assertInstanceOf(
        RetryOutcome.Retried.class,
        store().retry(new MessageId("msg_1"), Status.PENDING, NEXT_DAY));
    assertInstanceOf(RetryOutcome.Retried.class, store().retry(REPLY.id(), Status.SENT, NEXT_DAY));
  }

  @Test
  default void readingDoesNotChangeTheWindow() {
    store().ingest(arrived(HELLO, incoming("wamid.2", ALICE, "Again", AFTER_NOON)), AFTER_NOON);
    store().ingest(reported(report(HELLO.id(), Status.READ, AFTER_NOON)), AFTER_NOON);
    store().markRead(ALICE, AFTER_NOON);

    assertEquals(AFTER_NOON, openedAt(ALICE));
  }
}
