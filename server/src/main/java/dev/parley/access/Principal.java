package dev.parley.access;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The caller of a request, and its permissions. It is passed with every request and every event of
/// a client, down to the use case.
///
/// @param sender the caller, in the form in which a message names its sender; null if the caller is
///   unknown
/// @param permissions the permissions without [Permission#OPEN], which everybody has
/// @param credential the sign-in or API key that the caller used, for example `session:5b1f` or
///   `key:9c0a`; null if there was none
/// @param chats the chats that exist for the caller: for every other chat Parley answers as if it
///   did not exist
public record Principal(
    @Nullable Sender sender,
    Set<Permission> permissions,
    @Nullable String credential,
    VisibleChats chats) {
  /// A caller without a credential who may do everything: on this machine while there are no users,
  /// or anywhere with `ANONYMOUS=all`.
  public static final Principal ANONYMOUS =
      new Principal(null, EnumSet.allOf(Permission.class), null, VisibleChats.ALL);

  /// A caller without a credential who may do only what everybody may.
  public static final Principal STRANGER = new Principal(null, Set.of(), null, VisibleChats.NONE);

  /// The owner of the data folder, who runs commands on it: may do everything.
  public static final Principal OPERATOR =
      new Principal(null, EnumSet.allOf(Permission.class), null, VisibleChats.ALL);

  public Principal {
    permissions = Set.copyOf(permissions);
  }

  /// Whether the caller has a permission.
  public boolean may(Permission permission) {
    return permission == Permission.OPEN || permissions.contains(permission);
  }

  /// The person who calls; null for a program or an unknown caller.
  public @Nullable String user() {
    return sender != null && sender.kind() == Sender.Kind.USER ? sender.id() : null;
  }
}
