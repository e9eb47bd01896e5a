package dev.parley.chat;

import static dev.parley.chat.Fixtures.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.chat.UnprocessedCleaner.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The contract for the limits of unprocessed bodies.
interface UnprocessedBoundsContract extends StoreUnderTest {
  String NEEDS_A_PERSON = "body: no riddle is solved";
  String ROUTINE = "body: a report " + Unprocessed.ROUTINE;
  Duration DAY = Duration.ofDays(1);
  Limits AGES = new Limits(1 << 30, DAY.multipliedBy(9), DAY.multipliedBy(3));

  @Test
  default void oldBodiesAreRemovedAndRoutineOnesEarlier() {
    keep(ROUTINE, 100, NOON);
    keep(NEEDS_A_PERSON, 101, NOON);
    keep(ROUTINE, 102, NOON.plus(DAY));
    List<String> dropped = new ArrayList<>();

    cleaner(AGES, NOON.plus(DAY.multipliedBy(3)), dropped).clean();
    assertEquals(List.of(), dropped);
    cleaner(AGES, NOON.plus(DAY.multipliedBy(3)).plusMillis(1), dropped).clean();
    assertEquals(List.of(NEEDS_A_PERSON, ROUTINE), kept());
    cleaner(AGES, NOON.plus(DAY.multipliedBy(10)), dropped).clean();

    assertEquals(List.of(), kept());
    assertEquals(List.of("1 routine, 0 others", "1 routine, 1 others"), dropped);
  }

  @Test
  default void aRepeatedBodyIsNotOld() {
    keep(ROUTINE, 100, NOON);
    keep(ROUTINE, 100, NOON.plus(DAY.multipliedBy(4)));

    cleaner(AGES, NOON.plus(DAY.multipliedBy(5)), new ArrayList<>()).clean();

    assertEquals(List.of(ROUTINE), kept());
  }

  @Test
  default void routineBodiesGoBeforeThoseThatNeedAPersonAndTheOldestFirst() {
    for (int i = 0; i < 10; i++) {
      keep(ROUTINE, 10_000 + i, NOON);
      keep(NEEDS_A_PERSON, 20_000 + i, NOON);
    }
    List<String> dropped = new ArrayList<>();

    cleaner(new Limits(150_000, DAY, DAY), NOON, dropped).clean();

    // each entry counts 512 bytes more; even the latest routine entry is removed
    assertEquals(List.of(20_003L, 20_004L, 20_005L, 20_006L, 20_007L, 20_008L, 20_009L), sizes());
    assertEquals(List.of("10 routine, 3 others"), dropped);
  }

  @Test
  default void routineBodiesTakeAQuarterAtMost() {
    for (int i = 0; i < 10; i++) {
      keep(ROUTINE, 10_000 + i, NOON);
    }
    keep(NEEDS_A_PERSON, 20_000, NOON);

    cleaner(new Limits(150_000, DAY, DAY), NOON, new ArrayList<>()).clean();

    assertEquals(List.of(10_007L, 10_008L, 10_009L, 20_000L), sizes());
  }

  @Test
  default void theLatestEntryIsAlwaysKept() {
    keep(NEEDS_A_PERSON, 5_000, NOON);
    keep(NEEDS_A_PERSON, 9_000, NOON);

    cleaner(new Limits(4_000, DAY, DAY), NOON, new ArrayList<>()).clean();

    assertEquals(List.of(9_000L), sizes());
  }

  @Test
  default void newBodiesAreBoundedWithoutAClock() {
    List<String> dropped = new ArrayList<>();
    UnprocessedCleaner cleaner = cleaner(new Limits(100_000, DAY, DAY), NOON, dropped);
    for (int i = 0; i < 300; i++) {
      cleaner.kept(keep(NEEDS_A_PERSON, 2_000 + i, NOON));
      long bytes = sizes().stream().mapToLong(size -> size + 512).sum();
      assertEquals(Math.min(bytes, 100_000 + 100_000 / 8 + 2_300 + 512), bytes, "entry " + i);
    }

    assertEquals(2_299L, sizes().getLast());
    assertEquals(2_299L - sizes().size() + 1, sizes().getFirst());
  }

  @Test
  default void theSameBodyAgainAndAgainDropsNothing() {
    List<String> dropped = new ArrayList<>();
    UnprocessedCleaner cleaner = cleaner(new Limits(100_000, DAY, DAY), NOON, dropped);
    for (int i = 0; i < 30; i++) {
      cleaner.kept(keep(NEEDS_A_PERSON, 10_000, NOON));
      cleaner.kept(keep(ROUTINE, 11_000, NOON));
    }

    assertEquals(List.of(10_000L, 11_000L), sizes());
    assertEquals(List.of(), dropped);
  }

  /// A body of `bytes` bytes; the same one for the same number.
  private Unprocessed keep(String reason, int bytes, Instant at) {
    String body = ("%0" + bytes + "d").formatted(bytes);
    Unprocessed unprocessed =
        new Unprocessed(body.getBytes(StandardCharsets.US_ASCII), 1, List.of(reason));
    store().ingest(new Inbound(List.of(), unprocessed), at);
    return unprocessed;
  }

  private UnprocessedCleaner cleaner(Limits limits, Instant now, List<String> dropped) {
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    return new UnprocessedCleaner(
        store(),
        new Conversations(store(), Line.CLOSED, clock, new Random(1)),
        clock,
        limits,
        (routine, others) -> dropped.add(routine + " routine, " + others + " others"));
  }

  private List<String> kept() {
    return store().unprocessed(0, 100).stream()
        .map(entry -> entry.what().reasons().getFirst())
        .toList();
  }

  private List<Long> sizes() {
    return store().unprocessedHeads(0, 1_000).stream()
        .map(ChatHistory.UnprocessedHead::bytes)
        .toList();
  }
}
