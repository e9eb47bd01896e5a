package dev.parley.chat;

import dev.parley.access.Audience;
import dev.parley.access.VisibleChats;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The user and the team that answer a chat. They decide who sees the chat: see [Audience].
///
/// @param assignee the id of a user; null: nobody in particular
/// @param team the id of a team; null: none in particular
public record Answerers(@Nullable String assignee, @Nullable String team) {
  /// The value for a chat that nobody in particular answers, or that does not exist.
  public static final Answerers NOBODY = new Answerers(null, null);

  /// The value for a chat in this state.
  public static Answerers of(ChatState state) {
    return new Answerers(state.assignee(), state.team());
  }

  /// The audiences that see the chat.
  public Set<Audience> audiences() {
    return Audience.of(assignee, team);
  }

  /// Whether a caller who sees these chats sees this one.
  public boolean areSeenBy(VisibleChats chats) {
    return chats.include(assignee, team);
  }
}
