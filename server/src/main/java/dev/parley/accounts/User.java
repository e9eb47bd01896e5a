package dev.parley.accounts;

import dev.parley.access.Permission;
import dev.parley.access.Role;
import dev.parley.access.Sender;
import dev.parley.access.Visibility;
import dev.parley.access.VisibleChats;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A person with an account.
///
/// @param id for example `u_4f7k2m9q`; never changes
/// @param email the email address in lower case; no two users have the same
/// @param name the name that people see
/// @param password the hash of the password, see [Passwords]; null if none is set yet
/// @param disabled whether all credentials of the user are refused
/// @param scope the chats that they see, unless their role sees all
public record User(
    String id,
    String email,
    String name,
    Role role,
    @Nullable String password,
    boolean disabled,
    Instant createdAt,
    ChatScope scope) {

  /// The user in the form in which messages show their sender.
  public Sender sender() {
    return new Sender(id, name, Sender.Kind.USER);
  }

  /// The chats that they see. Users who manage the installation see all.
  public VisibleChats chats() {
    return VisibleChats.of(
        role.permissions().contains(Permission.MANAGE) ? Visibility.ALL : scope.visibility(),
        id,
        scope.teams(),
        scope.changedAt());
  }

  /// @param hash null: the user cannot sign in until they choose a password
  User withPassword(@Nullable String hash) {
    return new User(id, email, name, role, hash, disabled, createdAt, scope);
  }

  User withName(String newName) {
    return new User(id, email, newName, role, password, disabled, createdAt, scope);
  }

  User withRole(Role newRole) {
    return new User(id, email, name, newRole, password, disabled, createdAt, scope);
  }

  User with(ChatScope other) {
    return new User(id, email, name, role, password, disabled, createdAt, other);
  }

  User disabled(boolean now) {
    return new User(id, email, name, role, password, now, createdAt, scope);
  }
}
