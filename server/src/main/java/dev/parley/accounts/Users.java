package dev.parley.accounts;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.access.Role;
import dev.parley.accounts.AuditTrail.Entry;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The users: added, changed and removed by callers that manage users.
///
/// Blocks and throws as [Accounts] says; safe for use by many threads.
public final class Users {
  private static final Duration PASSWORD_LINK = Duration.ofDays(7);

  private final AccountSteps steps;

  Users(AccountSteps steps) {
    this.steps = steps;
  }

  /// All users, by name.
  public List<User> users(Principal caller) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    return steps.rows(AccountRows::users).stream()
        .sorted(Comparator.comparing(User::name))
        .toList();
  }

  /// A new user.
  ///
  /// @param link a link that sets their password, valid for seven days; null if they already have a
  ///   password
  public record Added(User user, @Nullable String link) {}

  /// Adds a user.
  ///
  /// @param password null if they choose one themselves, by a one-time link
  /// @throws Refusal `conflict` if another user has the address
  public Added addUser(
      Principal caller, String email, String name, Role role, @Nullable String password) {
    unlessMayAddUsers(caller);
    AccountSteps.unlessMayMake(caller, role);
    String address = AccountSteps.email(email);
    if (password != null) {
      Passwords.check(password, address, name);
    }
    String hash = password == null ? null : steps.passwords().hash(password);
    User user =
        new User(
            "u_" + Secrets.id(),
            address,
            AccountSteps.name(name),
            role,
            hash,
            false,
            steps.now(),
            ChatScope.DEFAULT);
    String secret = Secrets.link();
    return steps.change(rows -> {
      if (rows.userOf(address).isPresent()) {
        throw new Refusal(ErrorCode.CONFLICT, "There is a user with this email address");
      }
      if (rows.users().isEmpty()) {
        if (role != Role.OWNER) {
          throw Refusal.invalid("role", "must be owner, because this is the first user");
        }
        rows.links().forEach(rows::remove);
      }
      rows.save(user);
      steps.note(rows, caller, Entry.added("user_added", user));
      return added(rows, user, hash == null ? secret : null);
    });
  }

  private Added added(AccountRows rows, User user, @Nullable String secret) {
    if (secret != null) {
      steps.removeLinks(rows, link -> user.id().equals(link.user()));
      rows.save(new OneTimeLink(Secrets.hash(secret), user.id(), steps.now().plus(PASSWORD_LINK)));
    }
    return new Added(user, secret);
  }

  /// Lets a user choose another password, by a one-time link; until it is used nothing changes.
  ///
  /// @param user id or email
  public Added resetPassword(Principal caller, String user) {
    unlessMayAddUsers(caller);
    String secret = Secrets.link();
    return steps.change(rows -> {
      User found = changeable(rows, caller, user);
      steps.note(rows, caller, Entry.of("password_link", found.id()));
      return added(rows, found, secret);
    });
  }

  /// Changes a user. Their sessions and keys stay valid, with the new permissions and chats.
  ///
  /// @param user id or email
  public User changeUser(Principal caller, String user, UserChange asked) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    if (asked.grants()) {
      unlessMayAddUsers(caller);
    }
    if (asked.role() != null) {
      AccountSteps.unlessMayMake(caller, asked.role());
    }
    return steps.change(rows -> {
      User before = changeable(rows, caller, user);
      User after = asked.applyTo(before);
      if (!after.chats().equals(before.chats())) {
        after = after.with(after.scope().changedAt(steps.now()));
      }
      boolean owns = after.role() == Role.OWNER && !after.disabled();
      if (!owns) {
        keepAnOwner(rows, before);
      }
      if (after.disabled()) {
        rows.sessionsOf(before.id()).forEach(rows::remove);
      }
      rows.save(after);
      steps.note(rows, caller, Entry.changed("user_changed", before, after));
      return after;
    });
  }

  /// Removes a user, with their sessions and keys. Messages that they sent keep their name.
  ///
  /// @param user id or email
  public void removeUser(Principal caller, String user) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    steps.change(rows -> {
      User gone = changeable(rows, caller, user);
      keepAnOwner(rows, gone);
      rows.sessionsOf(gone.id()).forEach(rows::remove);
      rows.keys().stream().filter(key -> gone.id().equals(key.user())).forEach(rows::remove);
      rows.links().stream().filter(link -> gone.id().equals(link.user())).forEach(rows::remove);
      rows.secondFactor(gone.id()).ifPresent(rows::remove);
      rows.remove(gone);
      steps.note(rows, caller, Entry.of("user_removed", gone.id()));
      return true;
    });
  }

  static User changeable(AccountRows rows, Principal caller, String user) {
    User found =
        rows.user(user)
            .or(() -> rows.userOf(user.strip().toLowerCase(Locale.ROOT)))
            .orElseThrow(() -> AccountSteps.nothing("user"));
    AccountSteps.unlessMayMake(caller, found.role());
    return found;
  }

  /// A key cannot give access to users, whatever its permissions: a user could do more than the
  /// key, and would still have access after the key ends.
  private static void unlessMayAddUsers(Principal caller) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    if (AccountSteps.isProgram(caller)) {
      throw new Refusal(
          ErrorCode.FORBIDDEN, "Only people can manage users, roles and links: sign in");
    }
  }

  private static void keepAnOwner(AccountRows rows, User leaving) {
    boolean another =
        rows.users().stream()
            .anyMatch(
                it -> it.role() == Role.OWNER && !it.disabled() && !it.id().equals(leaving.id()));
    if (leaving.role() == Role.OWNER && !another) {
      throw new Refusal(
          ErrorCode.CONFLICT, "This is the last owner: make somebody else an owner first");
    }
  }
}
