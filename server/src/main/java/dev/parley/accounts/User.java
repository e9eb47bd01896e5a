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
/// @param email in small letters; no two users have the same
/// @param name for people
/// @param password how it can be checked, see [Passwords]; null: none is set yet
/// @param disabled whether nothing of theirs lets anybody in
/// @param scope which chats they see, unless their role sees all
public record User(
    String id,
    String email,
    String name,
    Role role,
    @Nullable String password,
    boolean disabled,
    Instant createdAt,
    ChatScope scope) {

  /// What messages say of who sent them.
  public Sender sender() {
    return new Sender(id, name, Sender.Kind.USER);
  }

  /// Which chats they see. Whoever looks after the installation sees every one.
  public VisibleChats chats() {
    return VisibleChats.of(
        role.permissions().contains(Permission.MANAGE) ? Visibility.ALL : scope.visibility(),
        id,
        scope.teams(),
        scope.changedAt());
  }

  /// @param hash null: nothing lets them in until they choose a password
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
