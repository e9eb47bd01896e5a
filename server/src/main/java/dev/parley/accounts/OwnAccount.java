package dev.parley.accounts;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.accounts.AuditTrail.Entry;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Operations of people on their own account: name, password and sessions.
///
/// Blocks and throws as [Accounts] says; safe for use by many threads.
public final class OwnAccount {
  private final AccountSteps steps;

  OwnAccount(AccountSteps steps) {
    this.steps = steps;
  }

  /// The caller's account.
  ///
  /// @throws Refusal `unauthorized` for a caller without one
  public User me(Principal caller) {
    Refusal.unlessMay(caller, Permission.ACCOUNT);
    return steps.rows(rows -> me(rows, caller));
  }

  static User me(AccountRows rows, Principal caller) {
    String id = caller.user();
    return Optional.ofNullable(id)
        .flatMap(rows::user)
        .orElseThrow(() ->
            new Refusal(
                ErrorCode.UNAUTHORIZED, "Nobody has signed in: call POST /api/login first"));
  }

  /// An account that was changed.
  ///
  /// @param cookie the cookie that the caller's browser must send from now on; null if its current
  ///   cookie stays valid
  public record Changed(User user, @Nullable String cookie) {}

  /// Changes the caller's name or password. A new password ends all other sessions of the caller
  /// and the one-time links to set a password, and gives the caller's session another cookie.
  ///
  /// @param name null: unchanged
  /// @param password null: unchanged
  /// @param current the current password, if it should be changed
  /// @throws Refusal `rate_limited` after some wrong passwords
  public Changed changeMe(
      Principal caller,
      @Nullable String name,
      @Nullable String password,
      @Nullable String current) {
    User before = me(caller);
    String hash = null;
    if (password != null) {
      boolean withCode = steps.rows(rows -> SecondFactors.isOn(rows, before));
      Passwords.check(password, before.email(), before.name(), withCode);
      steps.provePassword(before, current, "password_changed");
      hash = steps.passwords().hash(password);
    }
    String newHash = hash;
    String newName = name == null ? null : AccountSteps.name(name);
    return steps.change(rows -> {
      User user = me(rows, caller);
      User after = newName == null ? user : user.withName(newName);
      String cookie = null;
      if (newHash != null) {
        if (!Objects.equals(user.password(), before.password())) {
          throw AccountSteps.wrongCurrentPassword(); // another request changed it meanwhile
        }
        after = after.withPassword(newHash);
        SecondFactors.passwordSet(rows, user, String.valueOf(password));
        steps.removeLinks(rows, link -> user.id().equals(link.user()));
        cookie = AccountSteps.renewSessions(rows, user, caller);
      }
      rows.save(after);
      steps.note(
          rows,
          caller,
          newHash == null
              ? Entry.changed("user_changed", user, after)
              : Entry.of("password_changed", user.id()));
      return new Changed(after, cookie);
    });
  }

  /// The caller's sessions, the latest first.
  public List<Session> sessions(Principal caller) {
    User me = me(caller);
    return steps.rows(rows -> rows.sessionsOf(me.id())).reversed().stream()
        .filter(session -> !session.isOver(steps.now()))
        .toList();
  }

  /// A user's sessions, the latest first.
  public List<Session> sessionsOf(Principal caller, String user) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    return steps.rows(rows -> rows.sessionsOf(user)).reversed();
  }

  /// Ends a session: one of the caller's own, or anybody's if the caller manages users.
  ///
  /// @param shortId the part of the session's id that people see, see [Session#shortId]
  /// @throws Refusal `not_found`
  public void endSession(Principal caller, String shortId) {
    steps.change(rows -> {
      Session session =
          rows.sessions().stream()
              .filter(it -> it.shortId().equals(shortId))
              .filter(it -> it.user().equals(caller.user()) || caller.may(Permission.MANAGE))
              .findFirst()
              .orElseThrow(() -> AccountSteps.nothing("session"));
      rows.user(session.user()).ifPresent(user -> AccountSteps.unlessMayMake(caller, user.role()));
      rows.remove(session);
      steps.note(rows, caller, Entry.of("session_ended", session.shortId()));
      return true;
    });
  }

  /// Ends the caller's current session, if there is one.
  public void signOut(Principal caller) {
    String credential = caller.credential();
    if (credential != null) {
      steps.change(rows -> {
        rows.sessions().stream()
            .filter(session -> session.credential().equals(credential))
            .forEach(session -> {
              rows.remove(session);
              steps.note(rows, caller, Entry.of("sign_out", session.shortId()));
            });
        return true;
      });
    }
  }
}
