package dev.parley.access;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A group of callers that sees the same chats. A chat has several, see [#of]; a caller belongs to
/// some, see [VisibleChats]; a caller sees a chat that has one of theirs. That is the whole rule:
/// what stores look for and who hears an event are made from it.
public sealed interface Audience {
  /// Those who see every chat.
  record Everyone() implements Audience {}

  /// A user who answers chats.
  record User(String id) implements Audience {}

  /// A team that answers chats.
  record Team(String id) implements Audience {}

  /// The audiences of a chat.
  ///
  /// @param assignee the user who answers it; null: nobody in particular
  /// @param team the team that answers it; null: none in particular
  static Set<Audience> of(@Nullable String assignee, @Nullable String team) {
    Set<Audience> all = new HashSet<>();
    all.add(new Everyone());
    if (assignee != null) {
      all.add(new User(assignee));
    }
    if (team != null) {
      all.add(new Team(team));
    }
    return Set.copyOf(all);
  }
}
