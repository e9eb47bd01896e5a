package dev.parley.access;

import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The chats that a caller sees: those that have an [Audience] to which the caller belongs.
///
/// @param audiences the audiences to which the caller belongs; if there are none, the caller sees
///   no chat
/// @param since the time at which the caller's visible chats last changed; null if they never
///   changed. A client that loaded its chats earlier may have chats that are hidden now, and may
///   lack others
public record VisibleChats(Set<Audience> audiences, @Nullable Instant since) {
  /// Every chat.
  public static final VisibleChats ALL = new VisibleChats(Set.of(new Audience.Everyone()), null);

  /// No chat.
  public static final VisibleChats NONE = new VisibleChats(Set.of(), null);

  public VisibleChats {
    audiences = Set.copyOf(audiences);
  }

  /// The chats that a user sees.
  ///
  /// @param user their id
  /// @param teams the user's teams
  /// @param since the time at which one of these last changed; null if never
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

  /// The user who sees the chats that are assigned to them; empty for callers that see every chat,
  /// or none.
  public Optional<String> user() {
    return areAll()
        ? Optional.empty()
        : audiences.stream()
            .flatMap(
                it -> it instanceof Audience.User(var id) ? Stream.of(id) : Stream.<String>empty())
            .findFirst();
  }

  /// Whether the caller sees a chat. A chat that does not exist is treated like one without an
  /// assignee or team.
  ///
  /// @param assignee the user to whom it is assigned; null if there is none
  /// @param team the team to which it is assigned; null if there is none
  public boolean include(@Nullable String assignee, @Nullable String team) {
    return !Collections.disjoint(audiences, Audience.of(assignee, team));
  }
}
