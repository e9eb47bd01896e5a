package dev.parley.access;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A group of callers that sees the same chats. A chat has several, see [#of]; a caller belongs to
/// some, see [VisibleChats]; a caller sees a chat if caller and chat have an audience in common.
/// That is the whole rule: queries of stores and the recipients of events are derived from it.
public sealed interface Audience {
  /// Callers that see every chat.
  record Everyone() implements Audience {}

  /// A user to whom chats are assigned.
  record User(String id) implements Audience {}

  /// A team to which chats are assigned.
  record Team(String id) implements Audience {}

  /// The audiences of a chat.
  ///
  /// @param assignee the user to whom it is assigned; null if there is none
  /// @param team the team to which it is assigned; null if there is none
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
