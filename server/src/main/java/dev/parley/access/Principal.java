package dev.parley.access;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who asks for something, and what they may do. It goes with every request and every event of a
/// client, down to the use case.
///
/// There are no accounts yet: everybody who reaches Parley is [#ANONYMOUS].
///
/// @param sender what messages say of who sent them; null: nobody knows who asks
/// @param permissions without [Permission#OPEN], which everybody has
public record Principal(@Nullable Sender sender, Set<Permission> permissions) {
  /// Everybody, as long as there are no accounts: may do everything.
  public static final Principal ANONYMOUS = new Principal(null, EnumSet.allOf(Permission.class));

  /// Whoever owns the data folder, and runs commands on it: may do everything.
  public static final Principal OPERATOR = new Principal(null, EnumSet.allOf(Permission.class));

  public Principal {
    permissions = Set.copyOf(permissions);
  }

  /// Whether the caller has a permission.
  public boolean may(Permission permission) {
    return permission == Permission.OPEN || permissions.contains(permission);
  }
}
