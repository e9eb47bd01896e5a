package dev.parley.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.TestClock;
import dev.parley.Waiting;
import dev.parley.access.Principal;
import dev.parley.access.Role;
import dev.parley.accounts.AccountRecord.Kind;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests that the last use of a session is stored, without making any process reload all accounts.
final class SeenSessionsTest {

  /// Counts the requests of one process to the store.
  private record Counted(
      AccountStore store, AtomicInteger steps, AtomicInteger reads, AtomicInteger looks)
      implements AccountStore {
    static Counted of(AccountStore store) {
      return new Counted(store, new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
    }

    @Override
    public <T> T step(Instant now, Function<AccountLedger, T> step) {
      steps.incrementAndGet();
      return store.step(now, step);
    }

    @Override
    public List<AccountRecord> page(Kind kind, @Nullable String before, int limit) {
      return store.page(kind, before, limit);
    }

    @Override
    public List<AccountRecord> everything() {
      reads.incrementAndGet();
      return store.everything();
    }

    @Override
    public String version() {
      looks.incrementAndGet();
      return store.version();
    }

    /// Waits until the process has looked for changes some more times.
    void awaitLooks(int more) {
      int before = looks.get();
      Waiting.until("the process has looked for changes", () -> looks.get() >= before + more);
    }
  }

  /// Adds a user who signs in, and returns the cookie.
  private static String signIn(Accounts accounts) {
    accounts
        .users()
        .addUser(Principal.OPERATOR, "ann@example.com", "Ann", Role.OWNER, "four words of mine");
    return accounts
        .signIn()
        .signIn(
            "ann@example.com",
            "four words of mine",
            null,
            new SignIn.Origin(InetAddress.ofLiteral("192.0.2.1"), false, "a browser"))
        .cookie();
  }

  @Test
  void usingASessionDoesNotMakeProcessesReadAllAccounts() {
    TestClock clock = TestClock.atNoon();
    MemoryAccountStore store = new MemoryAccountStore();
    Counted here = Counted.of(store);
    Counted there = Counted.of(store);
    try (Directory directory = Directory.open(here, clock);
        Directory other = Directory.open(there, clock)) {
      String cookie = signIn(new Accounts(here, directory, clock));
      Waiting.until("the session is known", () -> other.bySession(cookie).isPresent());
      there.awaitLooks(2);
      int readsHere = here.reads.get();
      int readsThere = there.reads.get();

      clock.advance(Duration.ofMinutes(6));
      assertTrue(directory.bySession(cookie).isPresent());
      Waiting.until("the last use is stored", () -> seen(store, cookie).equals(clock.instant()));
      here.awaitLooks(1); // the process that wrote it has read it again
      int steps = here.steps.get();
      for (int i = 0; i < 100; i++) { // its last use is known
        assertTrue(directory.bySession(cookie).isPresent());
      }
      here.awaitLooks(3);
      there.awaitLooks(3);

      assertEquals(steps, here.steps.get(), "written again");
      assertEquals(readsHere, here.reads.get(), "read again by the process that was asked");
      assertEquals(readsThere, there.reads.get(), "read again by another process");
    }
  }

  /// A session that is used in one process only does not end in the others.
  @Test
  void aSessionUsedThroughAnotherProcessDoesNotExpire() {
    TestClock clock = TestClock.atNoon();
    MemoryAccountStore store = new MemoryAccountStore();
    Counted here = Counted.of(store);
    try (Directory directory = Directory.open(here, clock);
        Directory other = Directory.open(store, clock)) {
      String cookie = signIn(new Accounts(store, directory, clock));
      Waiting.until("the session is known", () -> other.bySession(cookie).isPresent());

      for (int day = 0; day < 20; day += 10) { // it would end after 14 days without use
        clock.advance(Duration.ofDays(10));
        assertTrue(directory.bySession(cookie).isPresent(), "day " + day);
        Waiting.until("the last use is stored", () -> seen(store, cookie).equals(clock.instant()));
        here.awaitLooks(1); // the process that wrote it has read it again
      }

      Waiting.until("the session is known", () -> other.bySession(cookie).isPresent());
    }
  }

  private static Instant seen(AccountStore store, String cookie) {
    return store.step(
        Instant.parse("2026-11-24T12:00:00Z"),
        ledger -> new AccountRows(ledger).session(Secrets.hash(cookie)).orElseThrow().seenAt());
  }
}
