package dev.parley.chat;

/// What chats have in common that a store finds by an index.
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

  /// Whether a chat fits.
  default boolean fits(ChatSummary chat) {
    return switch (this) {
      case All() -> true;
      case Unread() -> chat.unread() > 0;
      case InProgress(var progress) -> chat.state().progress() == progress;
      case AssignedTo(var user) -> user.equals(chat.state().assignee());
      case OfTeam(var team) -> team.equals(chat.state().team());
      case Labelled(var label) -> chat.state().labels().contains(label);
    };
  }
}
