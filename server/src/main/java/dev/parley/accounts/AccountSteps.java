package dev.parley.accounts;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.access.Role;
import dev.parley.accounts.AuditTrail.Entry;
import dev.parley.accounts.AuditTrail.Result;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.text.Blank;
import dev.parley.text.Text;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The common part of all changes of accounts: a change runs in one atomic step, is known to
/// [Directory] when the step is committed, and is recorded in the audit trail. Safe for use by many
/// threads.
///
/// @param origin the origin of the request for the changes
record AccountSteps(
    AccountStore store,
    Directory directory,
    Clock clock,
    Passwords passwords,
    SignInLimits limits,
    RequestOrigin origin) {
  static final int LONGEST_EMAIL = 254;
  private static final Pattern EMAIL = Pattern.compile("[^\\s@\\p{Cntrl}]+@[^\\s@\\p{Cntrl}]+");

  /// These steps for a request from another origin.
  AccountSteps from(RequestOrigin asked) {
    return new AccountSteps(store, directory, clock, passwords, limits, asked);
  }

  interface Step<T> {
    T run(AccountRows rows);
  }

  <T> T rows(Step<T> step) {
    return store.step(now(), ledger -> step.run(new AccountRows(ledger)));
  }

  <T> T change(Step<T> step) {
    T result = rows(step);
    directory.readAgain();
    return result;
  }

  Instant now() {
    return now(clock);
  }

  /// The time with the precision that every store has.
  static Instant now(Clock clock) {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /// Removes the links that a step replaces, and those that have expired.
  void removeLinks(AccountRows rows, Predicate<OneTimeLink> replaced) {
    rows.links().stream()
        .filter(replaced.or(link -> !link.expiresAt().isAfter(now())))
        .forEach(rows::remove);
  }

  void note(AccountRows rows, Principal caller, Entry entry) {
    rows.note(AuditTrail.record(entry, caller, origin, now()));
  }

  /// Records a failed try, up to a maximum number in an hour, so that somebody who guesses
  /// passwords cannot fill the disk.
  void noteFailure(String action, @Nullable User user) {
    if (!limits.mayNoteFailure()) {
      return;
    }
    Principal stranger = user == null ? Principal.STRANGER : of(user);
    rows(rows -> {
      String target = user == null ? null : user.id();
      note(rows, stranger, new Entry(action, target, Result.REFUSED, null, null));
      return true;
    });
  }

  /// Refuses a caller that does not give the correct password of a signed-in user.
  ///
  /// @param action the action that the caller requests, for the audit trail
  /// @throws Refusal `invalid_request`, or `rate_limited` after some tries
  void provePassword(User user, @Nullable String password, String action) {
    limits.countAccount(user.id());
    if (!passwords.matches(
        Text.cut(String.valueOf(password), Passwords.LONGEST * 2), user.password())) {
      noteFailure(action, user);
      throw wrongCurrentPassword();
    }
    limits.accountWorked(user.id());
  }

  /// Ends all sessions of a user except the caller's, and gives that session another cookie, within
  /// the step that changes how the user signs in: a stolen cookie becomes invalid. A sign-in by
  /// token has no cookie and remains valid: its refresh token changes with each use.
  ///
  /// @return the cookie; null if the caller has none
  static @Nullable String renewSessions(AccountRows rows, User user, Principal caller) {
    String cookie = null;
    for (Session session : rows.sessionsOf(user.id())) {
      boolean own = session.credential().equals(caller.credential());
      if (!own || session.refresh() == null) {
        rows.remove(session);
      }
      if (own && session.refresh() == null) {
        cookie = Secrets.cookie();
        rows.save(session.renewed(Secrets.hash(cookie)));
      }
    }
    return cookie;
  }

  static Refusal wrongCurrentPassword() {
    return Refusal.invalid("current_password", "is not your password");
  }

  /// The principal of a user who has not signed in yet.
  static Principal of(User user) {
    return new Principal(user.sender(), Set.of(), null, user.chats());
  }

  static boolean isProgram(Principal caller) {
    return caller.credential() != null && caller.user() == null;
  }

  static void unlessMayMake(Principal caller, Role role) {
    if (role == Role.OWNER) {
      Refusal.unlessMay(caller, Permission.OWN);
    }
  }

  static Refusal nothing(String kind) {
    return new Refusal(ErrorCode.NOT_FOUND, "There is no such " + kind);
  }

  static String email(String email) {
    String small = email.strip().toLowerCase(Locale.ROOT);
    if (small.length() > LONGEST_EMAIL || !EMAIL.matcher(small).matches()) {
      throw Refusal.invalid("email", "must be an email address");
    }
    return small;
  }

  static String name(String name) {
    String clean = Text.clean(name).strip();
    if (Blank.isBlank(clean) || Text.isLongerThan(clean, Accounts.LONGEST_NAME)) {
      throw Refusal.invalid(
          "name", "must be 1 to %d characters long".formatted(Accounts.LONGEST_NAME));
    }
    return clean;
  }
}
