package dev.parley.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.StreamPosition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// The contract for the cursors of every store, and for sharing them among processes.
public interface CursorStoreContract {
  Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  String INDEX = "index";
  StreamPosition START = new StreamPosition(0, 0);
  StreamPosition LATER = new StreamPosition(1L << 40, (1L << 40) - 1);

  /// An empty store, the same one throughout a test.
  CursorStore cursors();

  private CursorLeases process(String name, AtomicLong nanos) {
    return new CursorLeases(cursors(), name, false, Clock.fixed(NOON, ZoneOffset.UTC), nanos::get);
  }

  private Cursor stored() {
    return cursors().find(INDEX).orElseThrow();
  }

  @Test
  default void aCursorIsFoundAsItWasSaved() {
    Cursor cursor = new Cursor(INDEX, LATER, "{\"open\":[]}", "p_1", 7);

    assertEquals(Optional.empty(), cursors().find(INDEX));
    cursors()
        .step(
            NOON,
            ledger -> {
              ledger.save(cursor);
              return true;
            });

    assertEquals(Optional.of(cursor), cursors().find(INDEX));
    assertEquals(Optional.of(cursor), cursors().step(NOON, ledger -> ledger.find(INDEX)));
  }

  @Test
  default void aCursorThatWasRemovedCanComeBack() {
    CursorLeases leases = process("p_1", new AtomicLong());
    leases.create(INDEX, LATER);
    leases.remove(INDEX);
    assertEquals(Optional.empty(), cursors().find(INDEX));

    leases.create(INDEX, START);

    assertEquals(START, stored().position());
  }

  @Test
  default void aStepOnCursorsThatFailsChangesNothing() {
    process("p_1", new AtomicLong()).create(INDEX, START);

    assertThrows(
        IllegalArgumentException.class,
        () ->
            cursors()
                .step(
                    NOON,
                    ledger -> {
                      ledger.save(Cursor.at(INDEX, LATER));
                      throw new IllegalArgumentException("no");
                    }));

    assertEquals(START, stored().position());
  }

  @Test
  default void makingACursorTwiceKeepsItsPlace() {
    CursorLeases leases = process("p_1", new AtomicLong());
    leases.create(INDEX, LATER);
    leases.create(INDEX, START);

    assertEquals(LATER, stored().position());
  }

  @Test
  default void onlyTheOwnerMovesACursor() {
    CursorLeases owner = process("p_1", new AtomicLong());
    CursorLeases other = process("p_2", new AtomicLong());
    owner.create(INDEX, START);
    assertFalse(owner.move(INDEX, LATER, ""), "the cursor has no owner");
    assertTrue(owner.take(INDEX).isPresent());

    assertTrue(other.take(INDEX).isEmpty());
    assertFalse(other.move(INDEX, LATER, "wrong"));
    assertTrue(owner.move(INDEX, LATER, "right"));

    assertEquals(LATER, stored().position());
    assertEquals("right", stored().state());
  }

  @Test
  default void aReleasedCursorIsTakenAtOnce() {
    CursorLeases first = process("p_1", new AtomicLong());
    CursorLeases second = process("p_2", new AtomicLong());
    first.create(INDEX, START);
    first.take(INDEX);
    first.move(INDEX, LATER, "half done");
    first.release(INDEX);

    Cursor taken = second.take(INDEX).orElseThrow();

    assertEquals(LATER, taken.position());
    assertEquals("half done", taken.state());
    assertFalse(first.move(INDEX, START, ""));
  }

  @Test
  default void aLiveOwnerKeepsItsCursor() {
    AtomicLong nanos = new AtomicLong();
    CursorLeases owner = process("p_1", nanos);
    CursorLeases other = process("p_2", nanos);
    owner.create(INDEX, START);
    owner.take(INDEX);

    for (int i = 0; i < 5; i++) {
      assertTrue(other.take(INDEX).isEmpty());
      nanos.addAndGet(CursorLeases.LEASE.minusSeconds(1).toNanos());
      assertEquals(Set.of(), owner.renew(List.of(INDEX)));
    }
  }

  @Test
  default void theCursorOfAStalledOwnerIsTaken() {
    AtomicLong nanos = new AtomicLong();
    CursorLeases dead = process("p_1", nanos);
    CursorLeases other = process("p_2", nanos);
    dead.create(INDEX, START);
    dead.take(INDEX);

    assertTrue(other.take(INDEX).isEmpty());
    nanos.addAndGet(CursorLeases.LEASE.minus(Duration.ofMillis(1)).toNanos());
    assertTrue(other.take(INDEX).isEmpty());
    nanos.addAndGet(Duration.ofMillis(1).toNanos());
    assertTrue(other.take(INDEX).isPresent());

    assertEquals(Set.of(INDEX), dead.renew(List.of(INDEX)));
    assertFalse(dead.move(INDEX, LATER, ""));
  }

  @Test
  default void aSoleProcessTakesOverAllCursors() {
    process("p_1", new AtomicLong()).create(INDEX, START);
    process("p_1", new AtomicLong()).take(INDEX);

    CursorLeases alone =
        new CursorLeases(
            cursors(), "p_2", true, Clock.fixed(NOON, ZoneOffset.UTC), new AtomicLong()::get);

    assertTrue(alone.take(INDEX).isPresent());
  }

  @Test
  default void aResetTakesACursorFromItsOwner() {
    CursorLeases owner = process("p_1", new AtomicLong());
    owner.create(INDEX, LATER);
    owner.take(INDEX);
    owner.move(INDEX, LATER, "half done");

    assertTrue(process("p_2", new AtomicLong()).reset(INDEX, START, _ -> "anew"));

    assertFalse(owner.move(INDEX, LATER, ""));
    assertEquals(START, owner.take(INDEX).orElseThrow().position());
    assertEquals("anew", stored().state());
    assertFalse(owner.reset("none", START, state -> state));
  }

  @Test
  default void rewritingAStateTakesTheCursorFromItsOwner() {
    CursorLeases owner = process("p_1", new AtomicLong());
    owner.create(INDEX, START);
    owner.take(INDEX);
    owner.move(INDEX, LATER, "Ann, Bob");

    assertTrue(process("p_2", new AtomicLong()).rewrite(INDEX, _ -> "Bob"));

    assertEquals(new Cursor(INDEX, LATER, "Bob", "", stored().beat()), stored());
    assertFalse(owner.move(INDEX, LATER, "Ann, Bob, Cleo"));
  }

  /// The owner may have state that it has not saved.
  @Test
  default void rewritingAnEqualStateAlsoTakesTheCursor() {
    CursorLeases owner = process("p_1", new AtomicLong());
    owner.create(INDEX, LATER);
    owner.take(INDEX);

    assertFalse(process("p_2", new AtomicLong()).rewrite(INDEX, state -> state));

    assertFalse(owner.move(INDEX, LATER, "Ann"));
    assertEquals("", stored().state());
    assertFalse(owner.rewrite("none", state -> state));
  }

  @Test
  default void onlyOneProcessTakesACursor() throws Exception {
    process("p_0", new AtomicLong()).create(INDEX, START);
    List<Future<Boolean>> tries = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 1; i <= 8; i++) {
        CursorLeases process = process("p_" + i, new AtomicLong());
        tries.add(threads.submit(() -> process.take(INDEX).isPresent()));
      }
      int taken = 0;
      for (Future<Boolean> one : tries) {
        taken += one.get() ? 1 : 0;
      }

      assertEquals(1, taken);
    }
  }
}
