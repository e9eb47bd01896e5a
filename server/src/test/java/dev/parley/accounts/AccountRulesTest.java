package dev.parley.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.access.Principal;
import dev.parley.access.Role;
import dev.parley.access.Scope;
import dev.parley.accounts.AccountRecord.Kind;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Tests the rules for accounts, for all ways of access, and with concurrent use.
final class AccountRulesTest {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC);
  private static final String EMAIL = "ann@example.com";
  private static final String PASSWORD = "four words of mine";
  private static final String OTHER = "other words of mine";
  private static final SignIn.Origin HERE =
      new SignIn.Origin(InetAddress.ofLiteral("192.0.2.1"), false, "a browser");

  private final MemoryAccountStore store = new MemoryAccountStore();
  @AutoClose private final Directory directory = Directory.open(store, NOON);
  private final Accounts accounts = new Accounts(store, directory, NOON);

  private User ann() {
    return accounts.users().addUser(Principal.OPERATOR, EMAIL, "Ann", Role.OWNER, PASSWORD).user();
  }

  private Principal session() {
    return directory
        .bySession(accounts.signIn().signIn(EMAIL, PASSWORD, null, HERE).cookie())
        .orElseThrow();
  }

  private String link() {
    return Objects.requireNonNull(accounts.users().resetPassword(Principal.OPERATOR, EMAIL).link());
  }

  private static ErrorCode refused(Runnable step) {
    return assertThrows(Refusal.class, step::run).code();
  }

  // --- Links -------------------------------------------------------------------------------------

  @Test
  void aPasswordThatIsSetByALinkEndsTheOtherLinks() {
    ann();
    String first = link();
    String second = link();

    assertEquals(
        ErrorCode.UNAUTHORIZED,
        refused(() -> accounts.signIn().setPassword(first, OTHER, null, HERE)),
        "replaced");
    accounts.signIn().setPassword(second, OTHER, null, HERE);

    assertEquals(List.of(), store.step(NOON.instant(), ledger -> ledger.all(Kind.LINK)));
  }

  @Test
  void aPasswordThatIsChangedEndsTheLinks() {
    ann();
    String link = link();

    accounts.own().changeMe(session(), null, OTHER, PASSWORD);

    assertEquals(
        ErrorCode.UNAUTHORIZED,
        refused(() -> accounts.signIn().setPassword(link, "words of a stranger", null, HERE)));
  }

  @Test
  void onlyTheNewestSetupLinkIsValid() {
    String old = accounts.signIn().setupLink().orElseThrow();
    String link = accounts.signIn().setupLink().orElseThrow();

    assertEquals(
        ErrorCode.UNAUTHORIZED,
        refused(() -> accounts.signIn().claim(old, EMAIL, "Ann", PASSWORD, HERE)));
    accounts.signIn().claim(link, EMAIL, "Ann", PASSWORD, HERE);
  }

  /// Parley counts as set up if there is a user; no link can change that.
  @Test
  void anOldSetupLinkCannotMakeASecondOwner() {
    ann();
    String secret = Secrets.link();
    OneTimeLink left = new OneTimeLink(Secrets.hash(secret), null, NOON.instant().plusSeconds(60));
    store.step(
        NOON.instant(),
        ledger -> {
          new AccountRows(ledger).save(left);
          return true;
        });

    assertEquals(
        ErrorCode.CONFLICT,
        refused(() -> accounts.signIn().claim(secret, "eve@example.com", "Eve", PASSWORD, HERE)));
    assertEquals(1, accounts.users().users(Principal.OPERATOR).size());
  }

  // --- Concurrent changes ------------------------------------------------------------------------

  /// Runs `meanwhile` before the caller's second step: between the check of a password and the
  /// change that depends on it.
  private record Interrupted(AccountStore store, AtomicInteger steps, Runnable meanwhile)
      implements AccountStore {
    @Override
    public <T> T step(Instant now, Function<AccountLedger, T> step) {
      if (steps.incrementAndGet() == 2) {
        meanwhile.run();
      }
      return store.step(now, step);
    }

    @Override
    public List<AccountRecord> everything() {
      return store.everything();
    }

    @Override
    public List<AccountRecord> page(Kind kind, @Nullable String before, int limit) {
      return store.page(kind, before, limit);
    }

    @Override
    public String version() {
      return store.version();
    }
  }

  private Accounts interruptedBy(Runnable meanwhile) {
    return new Accounts(new Interrupted(store, new AtomicInteger(), meanwhile), directory, NOON);
  }

  @Test
  void aPasswordThatChangesDuringItsCheckIsRefused() {
    ann();
    Principal ann = session();
    Accounts slow = interruptedBy(() -> accounts.own().changeMe(ann, null, OTHER, PASSWORD));

    assertEquals(
        ErrorCode.UNAUTHORIZED, refused(() -> slow.signIn().signIn(EMAIL, PASSWORD, null, HERE)));
    assertEquals(1, accounts.own().sessions(ann).size());
  }

  @Test
  void theFirstOfTwoConcurrentPasswordChangesWins() {
    ann();
    Principal ann = session();
    Accounts slow = interruptedBy(() -> accounts.own().changeMe(ann, null, OTHER, PASSWORD));

    assertEquals(
        ErrorCode.INVALID_REQUEST,
        refused(() -> slow.own().changeMe(ann, null, "words of a stranger", PASSWORD)));
    accounts.signIn().signIn(EMAIL, OTHER, null, HERE);
  }

  /// A socket that was admitted with the old permissions, and had not joined its room yet.
  @Test
  void aCallerWithChangedPermissionsMustSignInAgain() {
    User ann = ann();
    accounts.users().addUser(Principal.OPERATOR, "ben@example.com", "Ben", Role.OWNER, PASSWORD);
    Principal before = session();
    assertTrue(directory.lets(before));

    accounts.users().changeUser(Principal.OPERATOR, ann.id(), UserChange.ofRole(Role.VIEWER));

    assertFalse(directory.lets(before));
  }

  // --- What other users may not do ---------------------------------------------------------------

  @Test
  void anAdminDoesNotEndTheSessionsOfOwners() {
    ann();
    Principal ann = session();
    accounts.users().addUser(Principal.OPERATOR, "ben@example.com", "Ben", Role.ADMIN, PASSWORD);
    Principal ben =
        directory
            .bySession(accounts.signIn().signIn("ben@example.com", PASSWORD, null, HERE).cookie())
            .orElseThrow();
    String annsSession = accounts.own().sessions(ann).getFirst().shortId();

    assertEquals(ErrorCode.FORBIDDEN, refused(() -> accounts.own().endSession(ben, annsSession)));
    accounts.own().endSession(ann, accounts.own().sessions(ben).getFirst().shortId());
  }

  @Test
  void keysAreLimitedForEachPerson() {
    ann();
    Principal ann = session();
    IntStream.range(0, 100)
        .forEach(i -> accounts.keys().addKey(ann, "key " + i, Set.of(Scope.READ), null));

    assertEquals(
        ErrorCode.CONFLICT,
        refused(() -> accounts.keys().addKey(ann, "one more", Set.of(Scope.READ), null)));
    accounts.keys().addKey(Principal.OPERATOR, "of another", Set.of(Scope.READ), null);
  }

  // --- Failed attempts ---------------------------------------------------------------------------

  @Test
  void aStolenSessionDoesNotGuessThePassword() {
    ann();
    Principal ann = session();
    for (int i = 0; i < 5; i++) {
      assertEquals(
          ErrorCode.INVALID_REQUEST,
          refused(() -> accounts.own().changeMe(ann, null, OTHER, "not the words")));
    }

    assertEquals(
        ErrorCode.RATE_LIMITED, refused(() -> accounts.own().changeMe(ann, null, OTHER, PASSWORD)));
  }

  /// Attempts with unknown names are remembered in limited number, and do not replace those of
  /// existing accounts.
  @Test
  void failedSignInsOfOneAddressAreRememberedInBoundedNumber() {
    SignInLimits limits = new SignInLimits();
    InetAddress attacker = InetAddress.ofLiteral("203.0.113.7");
    for (int i = 0; i < 10_000; i++) {
      String email = i + "@example.com";
      try {
        limits.count(attacker, false, email);
      } catch (Refusal tooMany) {
        assertEquals(ErrorCode.RATE_LIMITED, tooMany.code());
      }
    }

    assertTrue(limits.remembered() <= 21, () -> limits.remembered() + " tries are remembered");
    limits.count(InetAddress.ofLiteral("203.0.113.8"), false, "1@example.com");
  }
}
