package dev.parley.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.accounts.AccountRecord.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The contract for the accounts of every store.
public interface AccountStoreContract {
  Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  AccountRecord ANN = new AccountRecord(Kind.USER, "u_ann", "{\"name\":\"Ann\"}");
  AccountRecord BEN = new AccountRecord(Kind.USER, "u_ben", "{\"name\":\"Ben\"}");
  AccountRecord KEY = new AccountRecord(Kind.KEY, "u_ann", "{\"name\":\"a key of the same id\"}");
  AccountRecord VERSION = new AccountRecord(Kind.VERSION, "accounts", "1");

  /// An empty store, the same one throughout a test.
  AccountStore accounts();

  private void save(AccountRecord... rows) {
    accounts()
        .step(
            NOON,
            ledger -> {
              List.of(rows).forEach(ledger::save);
              return true;
            });
  }

  private <T> T read(Function<AccountLedger, T> step) {
    return accounts().step(NOON, step);
  }

  @Test
  default void aNewStoreHasNone() {
    assertEquals(List.of(), accounts().everything());
    assertEquals("", accounts().version());
    assertEquals(Optional.empty(), read(ledger -> ledger.find(Kind.USER, "u_ann")));
  }

  @Test
  default void savedRowsAreFoundByKindAndId() {
    save(BEN, ANN, KEY, VERSION);

    assertEquals(Optional.of(ANN), read(ledger -> ledger.find(Kind.USER, "u_ann")));
    assertEquals(Optional.of(KEY), read(ledger -> ledger.find(Kind.KEY, "u_ann")));
    assertEquals(List.of(ANN, BEN), read(ledger -> ledger.all(Kind.USER)));
    assertEquals(
        new HashSet<>(List.of(ANN, BEN, KEY, VERSION)), new HashSet<>(accounts().everything()));
    assertEquals("1", accounts().version());
  }

  @Test
  default void aStepSeesItsOwnChanges() {
    save(ANN);
    List<List<AccountRecord>> seen = new ArrayList<>();

    read(ledger -> {
      seen.clear(); // it may run more than once
      ledger.save(BEN);
      seen.add(ledger.all(Kind.USER));
      ledger.remove(Kind.USER, "u_ann");
      seen.add(ledger.all(Kind.USER));
      ledger.save(ANN);
      seen.add(ledger.all(Kind.USER));
      return true;
    });

    assertEquals(List.of(List.of(ANN, BEN), List.of(BEN), List.of(ANN, BEN)), seen);
  }

  @Test
  default void removedRowsCanBeAddedAgain() {
    save(ANN);
    read(ledger -> {
      ledger.remove(Kind.USER, "u_ann");
      ledger.remove(Kind.USER, "u_nobody");
      return true;
    });
    assertEquals(List.of(), accounts().everything());

    save(new AccountRecord(Kind.USER, "u_ann", "{}"));

    assertEquals(
        Optional.of(new AccountRecord(Kind.USER, "u_ann", "{}")),
        read(ledger -> ledger.find(Kind.USER, "u_ann")));
  }

  /// The audit trail is long, so it is read page by page, never completely.
  @Test
  default void aPageHasTheLastRowsOfAKind() {
    List<AccountRecord> entries =
        IntStream.range(0, 5)
            .mapToObj(i -> new AccountRecord(Kind.AUDIT, "a" + i, "{\"n\":" + i + "}"))
            .toList();
    save(ANN, entries.get(2), entries.get(0), entries.get(4), entries.get(1), entries.get(3));

    assertEquals(List.of(entries.get(4), entries.get(3)), accounts().page(Kind.AUDIT, null, 2));
    assertEquals(List.of(entries.get(2), entries.get(1)), accounts().page(Kind.AUDIT, "a3", 2));
    assertEquals(List.of(), accounts().page(Kind.AUDIT, "a0", 2));
    assertEquals(List.of(ANN), accounts().everything());
    read(ledger -> {
      ledger.remove(Kind.AUDIT, "a4");
      return true;
    });
    assertEquals(List.of(entries.get(3)), accounts().page(Kind.AUDIT, null, 1));
  }

  @Test
  default void aStepThatFailsChangesNothing() {
    save(ANN);

    assertThrows(
        IllegalArgumentException.class,
        () ->
            read(ledger -> {
              ledger.remove(Kind.USER, "u_ann");
              ledger.save(BEN);
              throw new IllegalArgumentException("no");
            }));

    assertEquals(List.of(ANN), accounts().everything());
  }

  /// Each caller adds itself only if there is no user.
  @Test
  default void onlyOneOfManyCallersBecomesTheFirst() throws Exception {
    int wanting = 16;
    List<Future<Boolean>> claims = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < wanting; i++) {
        AccountRecord me = new AccountRecord(Kind.USER, "u_" + i, "{}");
        claims.add(
            threads.submit(() ->
                read(ledger -> {
                  boolean first = ledger.all(Kind.USER).isEmpty();
                  if (first) {
                    ledger.save(me);
                  }
                  return first;
                })));
      }
    }
    int claimed = 0;
    for (Future<Boolean> claim : claims) {
      claimed += claim.get() ? 1 : 0;
    }
    assertEquals(1, claimed);
    assertEquals(1, accounts().everything().size());
  }
}
