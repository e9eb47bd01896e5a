package dev.parley.accounts;

import dev.parley.access.Role;
import dev.parley.access.Visibility;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A change of a [User]; null means unchanged.
///
/// @param disabled whether all credentials of the user are refused
/// @param visibility which chats the user sees, see [ChatScope]
/// @param teams the teams that replace the user's current ones
public record UserChange(
    @Nullable Role role,
    @Nullable Boolean disabled,
    @Nullable Visibility visibility,
    @Nullable Set<String> teams) {

  /// A change of the role.
  public static UserChange ofRole(Role role) {
    return new UserChange(role, null, null, null);
  }

  /// Disables the user, or enables them again.
  public static UserChange ofAccess(boolean disabled) {
    return new UserChange(null, disabled, null, null);
  }

  /// Whether the user may be able to do or see more than before.
  boolean grants() {
    return role != null || Boolean.FALSE.equals(disabled) || visibility != null || teams != null;
  }

  /// The user after the change.
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
