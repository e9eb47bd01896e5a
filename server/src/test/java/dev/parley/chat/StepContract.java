package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.ALICE_ID;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.REPLY;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.byAlice;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.react;
import static dev.parley.chat.Fixtures.report;
import static dev.parley.chat.Fixtures.reported;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The contract for steps, which are atomic and published in the order of their commits, and for
/// audits.
interface StepContract extends StoreUnderTest {
  /// A message with a time that no store can store; a step that adds it fails.
  Draft BEYOND_TIME = incoming("wamid.beyond", ALICE, "When?", Instant.MAX);

  @Test
  default void aFailingStepLeavesNothing() {
    Inbound bad =
        inbound(
            new InboundEvent.Arrived(HELLO),
            new InboundEvent.StatusReported(report(REPLY.id(), Status.READ, NOON)),
            byAlice("wamid.r1", HELLO.id(), NOON, react("👍")),
            new InboundEvent.Arrived(BEYOND_TIME));

    assertThrows(RuntimeException.class, () -> store().ingest(bad, NOON));

    assertEquals(Optional.empty(), store().chat(ALICE, 10));
    assertEquals(List.of(), store().contacts(null, 10));
    assertEquals(0, store().audit().earlyStatuses());
    assertEquals(List.of(), published());
  }

  @Test
  default void anExceptionOfAStepReachesItsCallerAndUndoesItsWrites() {
    Refusal thrown = new Refusal(ErrorCode.CONFLICT, "the test wants it");

    Refusal caught =
        assertThrows(
            Refusal.class,
            () ->
                store()
                    .step(
                        NOON,
                        rules -> {
                          rules.ingest(arrived(HELLO));
                          throw thrown;
                        }));

    assertSame(thrown, caught);
    assertEquals(Optional.empty(), store().chat(ALICE, 10));
    assertEquals(List.of(), published());
  }

  @Test
  default void aStepSeesItsOwnWritesAndReturnsItsResult() {
    List<MessageId> read =
        store()
            .step(
                NOON,
                rules -> {
                  rules.ingest(arrived(HELLO));
                  return rules.markRead(ALICE, null).read();
                });

    assertEquals(List.of(HELLO.id()), read);
    assertEquals(Status.READ, onlyMessageOf(ALICE).delivery().status());
  }

  @Test
  default void readAheadDoesNotLimitTheReadsOfAStep() {
    store().ingest(arrived(HELLO), NOON);

    store()
        .step(
            NOON,
            new ReadAhead.OfPeople(Set.of(BOB)),
            rules -> rules.ingest(reported(report(HELLO.id(), Status.READ, NOON))));

    assertEquals(Status.READ, onlyMessageOf(ALICE).delivery().status());
  }

  /// A store may run a step again when another step of its group fails or another process commits
  /// first.
  @Test
  default void aStepThatRunsTwiceCountsOnce() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    List<Callable<Boolean>> steps =
        IntStream.range(0, 60)
            .<Callable<Boolean>>mapToObj(i ->
                () -> {
                  Draft draft = incoming("wamid." + i, ALICE, "Hello", NOON);
                  try {
                    return store()
                            .step(
                                NOON,
                                rules -> {
                                  runs.incrementAndGet();
                                  Ingested result = rules.ingest(arrived(draft));
                                  if (i % 5 == 0) {
                                    throw new AssertionError("the test wants it");
                                  }
                                  return result;
                                })
                            .messages()
                        == 1;
                  } catch (RuntimeException failed) {
                    return i % 5 == 0;
                  }
                })
            .toList();

    assertTrue(StoreUnderTest.atOnce(steps).stream().allMatch(it -> it));

    assertTrue(runs.get() >= 60, runs + " runs");
    assertEquals(48, summaryOf(ALICE).lastSeq());
    assertEquals(48, messagesOf(ALICE).size());
    assertEquals(48, published(Change.MessageStored.class).size());
    assertEquals(List.of(), store().audit().findings());
  }

  @Test
  default void theStoreWorksAfterAFailingStep() {
    store().ingest(arrived(HELLO), NOON);
    assertThrows(
        RuntimeException.class,
        () -> store().ingest(arrived(incoming("wamid.2", ALICE, "lost", NOON), BEYOND_TIME), NOON));

    store().ingest(arrived(incoming("wamid.3", ALICE, "Next", NOON)), AFTER_NOON);

    assertEquals(List.of(1L, 2L), messagesOf(ALICE).stream().map(Message::seq).toList());
    assertEquals(List.of("Hello", "Next"), textsOf(ALICE));
    assertEquals(List.of(), store().audit().findings());
  }

  @Test
  default void aFailingStepChangesNoIdentities() {
    Draft first = incoming("wamid.1", new Person(ALICE, ALICE_ID, null, null), "lost", NOON);

    assertThrows(RuntimeException.class, () -> store().ingest(arrived(first, BEYOND_TIME), NOON));

    store()
        .ingest(
            arrived(incoming("wamid.2", new Person(null, ALICE_ID, null, null), "Me", NOON)), NOON);
    assertEquals(List.of("Me"), textsOf(ALICE_ID));
  }

  @Test
  default void aFailingStepDoesNotAffectOthers() throws InterruptedException {
    List<Callable<Boolean>> steps =
        IntStream.range(0, 60)
            .<Callable<Boolean>>mapToObj(i ->
                i % 3 == 0
                    ? () -> fails(arrived(BEYOND_TIME))
                    : () -> !fails(arrived(incoming("wamid." + i, ALICE, "Hello", NOON))))
            .toList();

    List<Boolean> asExpected = StoreUnderTest.atOnce(steps);

    assertTrue(asExpected.stream().allMatch(it -> it));
    assertEquals(40, summaryOf(ALICE).lastSeq());
    assertEquals(40, published(Change.MessageStored.class).size());
  }

  private boolean fails(Inbound inbound) {
    try {
      store().ingest(inbound, NOON);
      return false;
    } catch (RuntimeException refused) {
      return true;
    }
  }

  @Test
  default void theChangesOfAStepArePublishedAndReadable() throws InterruptedException {
    StoreUnderTest.atOnce(
        IntStream.range(0, 50)
            .<Callable<Boolean>>mapToObj(i ->
                () -> {
                  MessageId id = new MessageId("wamid." + i);
                  store().ingest(arrived(incoming(id.value(), ALICE, "Hello", NOON)), NOON);
                  assertTrue(messagesOf(ALICE).stream().anyMatch(it -> it.id().equals(id)));
                  assertTrue(
                      published(Change.MessageStored.class).stream()
                          .anyMatch(it -> it.message().id().equals(id)));
                  return true;
                })
            .toList());
  }

  @Test
  default void changesArePublishedInCommitOrder() throws InterruptedException {
    StoreUnderTest.atOnce(
        IntStream.range(0, 100)
            .<Callable<Ingested>>mapToObj(i ->
                () ->
                    store()
                        .ingest(
                            arrived(
                                incoming("wamid.a" + i, ALICE, "Hello", NOON),
                                incoming("wamid.b" + i, BOB, "Hello", NOON)),
                            NOON))
            .toList());

    Map<WaId, Long> last = new HashMap<>();
    for (Change.MessageStored change : published(Change.MessageStored.class)) {
      Message message = change.message();
      assertEquals(last.merge(message.chat(), 1L, Long::sum), message.seq());
    }
    assertEquals(Map.of(ALICE, 100L, BOB, 100L), last);
  }

  @Test
  default void theAuditCountsEverythingAndFindsNothing() {
    store().ingest(arrived(HELLO, REPLY, incoming("wamid.bob", BOB, "Hello", AFTER_NOON)), NOON);
    store().ingest(reported(report(REPLY.id(), Status.SENT, NOON)), NOON);
    store().ingest(reported(report(new MessageId("wamid.x"), Status.SENT, NOON)), NOON);
    store().markRead(BOB, NOON);

    assertEquals(
        new ChatHistory.Audit(
            Map.of(
                Direction.INCOMING,
                Map.of(Status.DELIVERED, 1L, Status.READ, 1L),
                Direction.OUTGOING,
                Map.of(Status.SENT, 1L)),
            2,
            2,
            1,
            0,
            List.of(),
            List.of()),
        store().audit());
  }

  @Test
  default void aWorkingStoreReportsItsHealth() {
    assertNull(store().health().fault());
  }

  @Test
  default void aClosedStoreRefusesEverything() {
    store().ingest(arrived(HELLO), NOON);
    store().close();

    Refusal step = assertThrows(Refusal.class, () -> store().ingest(arrived(REPLY), NOON));
    Refusal read = assertThrows(Refusal.class, () -> store().chats(null, 10));

    assertEquals(ErrorCode.STORE_UNAVAILABLE, step.code());
    assertEquals(ErrorCode.STORE_UNAVAILABLE, read.code());
  }
}
