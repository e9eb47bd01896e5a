package dev.parley.accounts;

import dev.parley.access.Visibility;
import dev.parley.chat.Refusal;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The setting of which chats a user sees.
///
/// @param teams ids of the teams that they are in, for example `sales`; a team exists as long as
///   somebody is in it
/// @param changedAt the time at which this setting was last changed; null if it never was
public record ChatScope(Visibility visibility, Set<String> teams, @Nullable Instant changedAt) {
  /// The maximum number of teams of a user.
  public static final int MOST_TEAMS = 20;

  /// The default for a user: every chat.
  public static final ChatScope DEFAULT = new ChatScope(Visibility.ALL, Set.of(), null);

  private static final Pattern TEAM = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");

  public ChatScope {
    teams = Set.copyOf(teams);
  }

  /// The ids of teams that somebody wrote.
  ///
  /// @throws Refusal `invalid_request` if one is not a valid id, or there are too many
  public static Set<String> teams(Collection<String> words) {
    Set<String> teams = Set.copyOf(words);
    if (teams.size() > MOST_TEAMS || !teams.stream().allMatch(it -> TEAM.matcher(it).matches())) {
      throw Refusal.invalid(
          "teams",
          "must be at most %d ids of 1 to 40 of a-z, 0-9, - and _, such as sales"
              .formatted(MOST_TEAMS));
    }
    return teams;
  }

  /// The teams in the order of their ids.
  public Collection<String> sortedTeams() {
    return new TreeSet<>(teams);
  }

  /// The same setting, changed at a given time.
  ChatScope changedAt(Instant moment) {
    return new ChatScope(visibility, teams, moment);
  }
}
