package dev.parley.chat;

import dev.parley.access.Audience;
import dev.parley.access.VisibleChats;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who answers a chat. That decides who sees it: see [Audience].
///
/// @param assignee the id of a user; null: nobody in particular
/// @param team the id of a team; null: none in particular
public record Answerers(@Nullable String assignee, @Nullable String team) {
  /// Those of a chat that nobody in particular answers, and of one that does not exist.
  public static final Answerers NOBODY = new Answerers(null, null);

  /// Those of a chat in this state.
  public static Answerers of(ChatState state) {
    return new Answerers(state.assignee(), state.team());
  }

  /// Who sees the chat.
  public Set<Audience> audiences() {
    return Audience.of(assignee, team);
  }

  /// Whether a caller who sees these chats sees this one.
  public boolean areSeenBy(VisibleChats chats) {
    return chats.include(assignee, team);
  }
}
