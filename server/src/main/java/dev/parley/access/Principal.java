package dev.parley.access;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who asks for something, and what they may do. It goes with every request and every event of a
/// client, down to the use case.
///
/// @param sender what messages say of who sent them; null: nobody knows who asks
/// @param permissions without [Permission#OPEN], which everybody has
/// @param credential which sign-in or API key proved it, for example `session:5b1f` or `key:9c0a`;
///   null: none did
/// @param chats which chats exist for them: every other one is as if it were not there
public record Principal(
    @Nullable Sender sender,
    Set<Permission> permissions,
    @Nullable String credential,
    VisibleChats chats) {
  /// Somebody without a credential who may do everything: on this machine, as long as there are no
  /// users, or wherever `ANONYMOUS=all` says so.
  public static final Principal ANONYMOUS =
      new Principal(null, EnumSet.allOf(Permission.class), null, VisibleChats.ALL);

  /// Somebody without a credential who may do nothing but what everybody may.
  public static final Principal STRANGER = new Principal(null, Set.of(), null, VisibleChats.NONE);

  /// Whoever owns the data folder, and runs commands on it: may do everything.
  public static final Principal OPERATOR =
      new Principal(null, EnumSet.allOf(Permission.class), null, VisibleChats.ALL);

  public Principal {
    permissions = Set.copyOf(permissions);
  }

  /// Whether the caller has a permission.
  public boolean may(Permission permission) {
    return permission == Permission.OPEN || permissions.contains(permission);
  }

  /// The person who asks; null where it is a program, or nobody knows.
  public @Nullable String user() {
    return sender != null && sender.kind() == Sender.Kind.USER ? sender.id() : null;
  }
}
