package dev.parley.accounts;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.access.Scope;
import dev.parley.access.Sender;
import dev.parley.access.VisibleChats;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A program's credential. The key itself is shown once and not kept.
///
/// @param id the part of the key that may be seen
/// @param name the purpose of the key, for people
/// @param hash the hash of the secret part, see [Secrets#hash]
/// @param user the user who made it; if that user loses access, the key is invalid; null: the
///   operator of the installation made it
/// @param expiresAt null: never
public record ApiKey(
    String id,
    String name,
    Set<Scope> scopes,
    String hash,
    @Nullable String user,
    Instant createdAt,
    @Nullable Instant expiresAt) {
  public ApiKey {
    scopes = Set.copyOf(scopes);
  }

  /// The principal of a caller that uses the key.
  ///
  /// @param most the permissions of the key's creator: a key never has more
  /// @param chats the chats that its creator sees: a key never sees more
  Principal principal(Set<Permission> most, VisibleChats chats) {
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    scopes.forEach(scope -> permissions.addAll(scope.permissions()));
    permissions.retainAll(most);
    return new Principal(new Sender(id, name, Sender.Kind.KEY), permissions, "key:" + id, chats);
  }

  boolean isOver(Instant now) {
    return expiresAt != null && !expiresAt.isAfter(now);
  }
}
