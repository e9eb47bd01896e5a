package dev.parley.accounts;

import dev.parley.access.Role;
import dev.parley.access.Visibility;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What somebody changes about a [User]; what is null stays.
///
/// @param disabled see [User]
/// @param visibility see [ChatScope]
/// @param teams replace those that the user is in
public record UserChange(
    @Nullable Role role,
    @Nullable Boolean disabled,
    @Nullable Visibility visibility,
    @Nullable Set<String> teams) {

  /// Another role.
  public static UserChange ofRole(Role role) {
    return new UserChange(role, null, null, null);
  }

  /// Keeps the user out, or lets them in again.
  public static UserChange ofAccess(boolean disabled) {
    return new UserChange(null, disabled, null, null);
  }

  /// Whether it lets somebody do or see more than before, possibly.
  boolean grants() {
    return role != null || Boolean.FALSE.equals(disabled) || visibility != null || teams != null;
  }

  /// The user after it.
  User applyTo(User user) {
    User after = role == null ? user : user.withRole(role);
    after = disabled == null ? after : after.disabled(disabled);
    ChatScope scope = user.scope();
    return after.with(
        new ChatScope(
            visibility == null ? scope.visibility() : visibility,
            teams == null ? scope.teams() : teams,
            scope.changedAt()));
  }
}
