package dev.parley.chat;

import dev.parley.access.Audience;
import dev.parley.access.VisibleChats;
import java.util.List;

/// A property of chats by which a store can find them with an index.
public sealed interface ChatCriterion {
  /// Every chat.
  record All() implements ChatCriterion {}

  /// Chats with a message that nobody has read.
  record Unread() implements ChatCriterion {}

  /// Chats with this progress.
  record InProgress(ChatState.Progress progress) implements ChatCriterion {}

  /// Chats that this user answers.
  record AssignedTo(String user) implements ChatCriterion {}

  /// Chats that this team answers.
  record OfTeam(String team) implements ChatCriterion {}

  /// Chats with this label.
  record Labelled(String label) implements ChatCriterion {}

  /// Chats that a caller sees.
  record VisibleTo(VisibleChats chats) implements ChatCriterion {
    /// The criteria for which a store searches: a chat has to match at least one.
    public List<ChatCriterion> parts() {
      return chats.audiences().stream().map(VisibleTo::of).toList();
    }

    private static ChatCriterion of(Audience audience) {
      return switch (audience) {
        case Audience.Everyone() -> new All();
        case Audience.User(var user) -> new AssignedTo(user);
        case Audience.Team(var team) -> new OfTeam(team);
      };
    }
  }

  /// Whether a chat matches.
  default boolean fits(ChatSummary chat) {
    return switch (this) {
      case All() -> true;
      case Unread() -> chat.unread() > 0;
      case InProgress(var progress) -> chat.state().progress() == progress;
      case AssignedTo(var user) -> user.equals(chat.state().assignee());
      case OfTeam(var team) -> team.equals(chat.state().team());
      case Labelled(var label) -> chat.state().labels().contains(label);
      case VisibleTo(var chats) -> Answerers.of(chat.state()).areSeenBy(chats);
    };
  }
}
