package dev.parley.accounts;

import dev.parley.access.Role;
import dev.parley.access.Sender;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A person with an account.
///
/// @param id for example `u_4f7k2m9q`; never changes
/// @param email in small letters; no two users have the same
/// @param name for people
/// @param password how it can be checked, see [Passwords]; null: none is set yet
/// @param disabled whether nothing of theirs lets anybody in
public record User(
    String id,
    String email,
    String name,
    Role role,
    @Nullable String password,
    boolean disabled,
    Instant createdAt) {

  /// What messages say of who sent them.
  public Sender sender() {
    return new Sender(id, name, Sender.Kind.USER);
  }

  User withPassword(String hash) {
    return new User(id, email, name, role, hash, disabled, createdAt);
  }

  User withName(String newName) {
    return new User(id, email, newName, role, password, disabled, createdAt);
  }

  User withRole(Role newRole) {
    return new User(id, email, name, newRole, password, disabled, createdAt);
  }

  User disabled(boolean now) {
    return new User(id, email, name, role, password, now, createdAt);
  }
}
