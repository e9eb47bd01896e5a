package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The contract for unprocessed bodies: they are kept unchanged until a replay understands them.
interface UnprocessedContract extends StoreUnderTest {
  Inbound RIDDLE = new Inbound(List.of(), unread("{\"riddle\":1}", 2, "entry[0] is no object"));
  Inbound PUZZLE = new Inbound(List.of(), unread("{\"puzzle\":\u0000", 1, "not JSON"));

  private static Unprocessed unread(String body, int elements, String reason) {
    return new Unprocessed(body.getBytes(StandardCharsets.UTF_8), elements, List.of(reason));
  }

  @Test
  default void unprocessedBodiesAreKeptByteForByte() {
    Ingested result = store().ingest(RIDDLE, NOON);

    assertEquals(new Ingested(0, 0, 0, 0, 2), result);
    ChatHistory.KeptUnprocessed kept = store().unprocessed(0, 10).getFirst();
    assertArrayEquals("{\"riddle\":1}".getBytes(StandardCharsets.UTF_8), kept.what().body());
    assertEquals(2, kept.what().elements());
    assertEquals(List.of("entry[0] is no object"), kept.what().reasons());
    assertEquals(NOON, kept.firstAt());
    assertEquals(NOON, kept.lastAt());
    assertEquals(1, kept.times());
    assertEquals(List.of(), published());
  }

  @Test
  default void theRestOfABodyIsProcessed() {
    Inbound half = new Inbound(arrived(HELLO).events(), RIDDLE.leftover());

    Ingested result = store().ingest(half, NOON);

    assertEquals(new Ingested(1, 0, 0, 0, 2), result);
    assertEquals(List.of("Hello"), textsOf(ALICE));
    assertEquals(1, store().unprocessed(0, 10).size());
  }

  @Test
  default void theSameBytesAgainAreCounted() {
    store().ingest(RIDDLE, NOON);

    store().ingest(RIDDLE, AFTER_NOON);

    List<ChatHistory.KeptUnprocessed> kept = store().unprocessed(0, 10);
    assertEquals(1, kept.size());
    assertEquals(2, kept.getFirst().times());
    assertEquals(NOON, kept.getFirst().firstAt());
    assertEquals(AFTER_NOON, kept.getFirst().lastAt());
  }

  @Test
  default void entriesAreListedOldestFirstAndPagedByNumber() {
    store().ingest(RIDDLE, NOON);
    store().ingest(PUZZLE, NOON);

    List<ChatHistory.KeptUnprocessed> first = store().unprocessed(0, 1);
    List<ChatHistory.KeptUnprocessed> second = store().unprocessed(first.getFirst().number(), 10);

    assertEquals(List.of("entry[0] is no object"), first.getFirst().what().reasons());
    assertEquals(1, second.size());
    assertEquals(List.of("not JSON"), second.getFirst().what().reasons());
    assertEquals(List.of(), store().unprocessed(second.getFirst().number(), 10));
  }

  @Test
  default void anEntryIsFoundByItsNumber() {
    store().ingest(RIDDLE, NOON);
    store().ingest(PUZZLE, NOON);
    long number = store().unprocessed(0, 10).getLast().number();

    assertEquals(List.of("not JSON"), store().unprocessed(number).orElseThrow().what().reasons());
    assertEquals(Optional.empty(), store().unprocessed(number + 1));
  }

  @Test
  default void aCompleteReplayRemovesTheEntry() {
    store().ingest(RIDDLE, NOON);
    store().ingest(PUZZLE, NOON);
    long number = store().unprocessed(0, 10).getFirst().number();

    Ingested result = store().replay(number, arrived(HELLO), AFTER_NOON);

    assertEquals(new Ingested(1, 0, 0, 0, 0), result);
    assertEquals(List.of("Hello"), textsOf(ALICE));
    assertEquals(Optional.empty(), store().unprocessed(number));
    assertEquals(1, store().unprocessed(0, 10).size());
  }

  @Test
  default void anIncompleteReplayKeepsTheEntryUnchanged() {
    store().ingest(RIDDLE, NOON);
    long number = store().unprocessed(0, 10).getFirst().number();

    Ingested result =
        store().replay(number, new Inbound(arrived(HELLO).events(), RIDDLE.leftover()), AFTER_NOON);

    ChatHistory.KeptUnprocessed kept = store().unprocessed(0, 10).getFirst();
    assertEquals(number, kept.number());
    assertEquals(1, kept.times());
    assertEquals(NOON, kept.lastAt());
    assertEquals(new Ingested(1, 0, 0, 0, kept.what().elements()), result);
    assertEquals(List.of("Hello"), textsOf(ALICE));
  }

  @Test
  default void aNumberIsNotReused() {
    store().ingest(RIDDLE, NOON);
    long number = store().unprocessed(0, 10).getFirst().number();
    store().replay(number, arrived(HELLO), NOON);

    store().ingest(PUZZLE, NOON);

    assertEquals(number + 1, store().unprocessed(0, 10).getFirst().number());
  }

  @Test
  default void dismissedEntriesAreRemoved() {
    store().ingest(RIDDLE, NOON);
    store().ingest(PUZZLE, NOON);
    long number = store().unprocessed(0, 10).getFirst().number();

    DismissedPart part = store().dismiss(List.of(number, number, number + 7), AFTER_NOON);

    assertEquals(new DismissedPart(List.of(number), List.of()), part);
    assertEquals(Optional.empty(), store().unprocessed(number));
    assertEquals(List.of(number + 1), numbers());
    assertEquals(new DismissedPart(List.of(), List.of()), store().dismiss(List.of(number), NOON));
    assertEquals(List.of(), published());
  }

  @Test
  default void dismissedBytesAreKeptIfTheyArriveAgain() {
    store().ingest(RIDDLE, NOON);
    long number = store().unprocessed(0, 10).getFirst().number();
    store().dismiss(List.of(number), NOON);

    store().ingest(RIDDLE, AFTER_NOON);

    ChatHistory.KeptUnprocessed kept = store().unprocessed(0, 10).getFirst();
    assertEquals(number + 1, kept.number());
    assertEquals(1, kept.times());
    assertEquals(AFTER_NOON, kept.firstAt());
  }

  @Test
  default void oneStepDismissesABoundedNumber() {
    for (int i = 0; i < 120; i++) {
      store().ingest(riddle(i, 10, "body: no riddle is solved"), NOON);
    }

    DismissedPart part = store().dismiss(numbers(), NOON);

    assertFalse(part.rest().isEmpty());
    assertEquals(part.rest(), numbers());
    assertEquals(120, part.dismissed().size() + part.rest().size());
  }

  @Test
  default void headsHaveTheSizeAndWhetherAttentionIsNeeded() {
    store().ingest(RIDDLE, NOON);
    store().ingest(riddle(1, 1_000, "entry[0]: field 'x' " + Unprocessed.ROUTINE), NOON);
    List<Long> numbers = numbers();

    List<ChatHistory.UnprocessedHead> heads = store().unprocessedHeads(0, 10);

    assertEquals(
        List.of(
            new ChatHistory.UnprocessedHead(numbers.getFirst(), NOON, 12, false),
            new ChatHistory.UnprocessedHead(numbers.getLast(), NOON, 1_000, true)),
        heads);
    assertEquals(heads.subList(1, 2), store().unprocessedHeads(numbers.getFirst(), 10));
    assertEquals(heads.subList(0, 1), store().unprocessedHeads(0, 1));
  }

  private List<Long> numbers() {
    return store().unprocessedHeads(0, 1_000).stream()
        .map(ChatHistory.UnprocessedHead::number)
        .toList();
  }

  /// A body of `bytes` bytes, different for each `i`.
  private static Inbound riddle(int i, int bytes, String reason) {
    return new Inbound(List.of(), unread(("%0" + bytes + "d").formatted(i), 1, reason));
  }

  @Test
  default void theAuditCountsUnprocessedBodies() {
    store().ingest(RIDDLE, NOON);

    assertEquals(1, store().audit().unprocessed());
  }
}
