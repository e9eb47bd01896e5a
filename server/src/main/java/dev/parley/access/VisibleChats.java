package dev.parley.access;

import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which chats a caller sees: those that have an [Audience] to which the caller belongs.
///
/// @param audiences those to which the caller belongs; none: the caller sees no chat
/// @param since when that was last changed for the caller: what they have read of the chats before
///   can be too much by now, or too little; null: never
public record VisibleChats(Set<Audience> audiences, @Nullable Instant since) {
  /// Every chat.
  public static final VisibleChats ALL = new VisibleChats(Set.of(new Audience.Everyone()), null);

  /// No chat.
  public static final VisibleChats NONE = new VisibleChats(Set.of(), null);

  public VisibleChats {
    audiences = Set.copyOf(audiences);
  }

  /// What a user sees.
  ///
  /// @param user their id
  /// @param teams those that they are in
  /// @param since when one of these was last changed; null: never
  public static VisibleChats of(
      Visibility visibility, String user, Set<String> teams, @Nullable Instant since) {
    Set<Audience> audiences = new HashSet<>();
    switch (visibility) {
      case ALL -> audiences.add(new Audience.Everyone());
      case TEAM -> {
        audiences.add(new Audience.User(user));
        teams.forEach(team -> audiences.add(new Audience.Team(team)));
      }
      case ASSIGNED -> audiences.add(new Audience.User(user));
    }
    return new VisibleChats(audiences, since);
  }

  /// Whether these are all chats.
  public boolean areAll() {
    return audiences.contains(new Audience.Everyone());
  }

  /// The user who sees what they answer themselves; empty for callers that see every chat, or none.
  public Optional<String> user() {
    return areAll()
        ? Optional.empty()
        : audiences.stream()
            .flatMap(
                it -> it instanceof Audience.User(var id) ? Stream.of(id) : Stream.<String>empty())
            .findFirst();
  }

  /// Whether a chat is one of them. A chat that does not exist is like one that nobody answers.
  ///
  /// @param assignee the user who answers it; null: nobody in particular
  /// @param team the team that answers it; null: none in particular
  public boolean include(@Nullable String assignee, @Nullable String team) {
    return !Collections.disjoint(audiences, Audience.of(assignee, team));
  }
}
