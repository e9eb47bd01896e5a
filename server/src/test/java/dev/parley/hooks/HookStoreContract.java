package dev.parley.hooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.hooks.HookRecord.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The contract for the hooks of every store.
public interface HookStoreContract {
  Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  HookRecord ONE = new HookRecord(Kind.HOOK, "h_1", "{\"url\":\"https://example.com/1\"}");
  HookRecord TWO = new HookRecord(Kind.HOOK, "h_2", "{\"url\":\"https://example.com/2\"}");
  HookRecord LOG = new HookRecord(Kind.LOG, "h_1", "{\"waiting\":7}");

  /// A store that is empty at the start of each test; the same one for the whole test.
  HookStore hooks();

  private void save(HookRecord... rows) {
    hooks()
        .step(
            NOON,
            ledger -> {
              List.of(rows).forEach(ledger::save);
              return true;
            });
  }

  @Test
  default void aNewStoreHasNoHooks() {
    assertEquals(List.of(), hooks().all(Kind.HOOK));
    assertEquals(Optional.empty(), hooks().find(Kind.HOOK, "h_1"));
  }

  @Test
  default void rowsAreFoundByKindAndIdAndListedInTheOrderOfTheirIds() {
    save(TWO, ONE, LOG);

    assertEquals(Optional.of(ONE), hooks().find(Kind.HOOK, "h_1"));
    assertEquals(Optional.of(LOG), hooks().find(Kind.LOG, "h_1"));
    assertEquals(List.of(ONE, TWO), hooks().all(Kind.HOOK));
    assertEquals(List.of(ONE, TWO), hooks().step(NOON, ledger -> ledger.all(Kind.HOOK)));
  }

  @Test
  default void rowsOfARangeAreListedInTheOrderOfTheirIdsWithoutThoseThatAreGone() {
    List<HookRecord> calls = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      calls.add(new HookRecord(Kind.CALL, MetaCall.id("h_1", i), "{\"number\":" + i + "}"));
    }
    save(calls.toArray(HookRecord[]::new));
    save(new HookRecord(Kind.CALL, MetaCall.id("h_10", 1), "{}"), ONE);
    hooks()
        .step(
            NOON,
            ledger -> {
              ledger.remove(Kind.CALL, MetaCall.id("h_1", 2));
              return true;
            });

    String end = MetaCall.after("h_1");
    assertEquals(
        List.of(calls.get(0), calls.get(2), calls.get(3)),
        hooks().range(Kind.CALL, MetaCall.before("h_1"), end, 3));
    assertEquals(calls.subList(9, 12), hooks().range(Kind.CALL, MetaCall.id("h_1", 9), end, 100));
  }

  /// Calls of Meta can be large, and several hooks read them at the same time.
  @Test
  default void aRangeEndsWithTheRowThatMakesItTooLong() {
    List<HookRecord> calls = new ArrayList<>();
    String large = "x".repeat(HookStore.MOST_OF_RANGE / 2);
    for (int i = 1; i <= 4; i++) {
      calls.add(new HookRecord(Kind.CALL, MetaCall.id("h_1", i), "{\"" + large + "\":" + i + "}"));
    }
    save(calls.toArray(HookRecord[]::new));

    String end = MetaCall.after("h_1");
    assertEquals(calls.subList(0, 2), hooks().range(Kind.CALL, MetaCall.before("h_1"), end, 100));
    assertEquals(calls.subList(2, 4), hooks().range(Kind.CALL, MetaCall.id("h_1", 2), end, 100));
  }

  @Test
  default void aStepOnHooksSeesItsOwnChanges() {
    save(ONE);
    List<List<HookRecord>> seen = new ArrayList<>();

    hooks()
        .step(
            NOON,
            ledger -> {
              seen.clear(); // it may run more than once
              ledger.save(TWO);
              seen.add(ledger.all(Kind.HOOK));
              ledger.remove(Kind.HOOK, "h_1");
              ledger.remove(Kind.HOOK, "h_none");
              seen.add(ledger.all(Kind.HOOK));
              return true;
            });

    assertEquals(List.of(List.of(ONE, TWO), List.of(TWO)), seen);
    assertEquals(List.of(TWO), hooks().all(Kind.HOOK));
  }

  @Test
  default void aHookThatWasRemovedCanComeBackChanged() {
    HookRecord changed = new HookRecord(Kind.HOOK, "h_1", "{}");
    save(ONE);
    hooks()
        .step(
            NOON,
            ledger -> {
              ledger.remove(Kind.HOOK, "h_1");
              return true;
            });

    save(changed);

    assertEquals(List.of(changed), hooks().all(Kind.HOOK));
  }

  @Test
  default void aStepOnHooksThatFailsChangesNothing() {
    save(ONE);

    assertThrows(
        IllegalArgumentException.class,
        () ->
            hooks()
                .step(
                    NOON,
                    ledger -> {
                      ledger.remove(Kind.HOOK, "h_1");
                      throw new IllegalArgumentException("no");
                    }));

    assertEquals(List.of(ONE), hooks().all(Kind.HOOK));
  }
}
