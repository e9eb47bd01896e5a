package dev.parley.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How many of the chats an agent or a viewer sees, as it is set for each of them. Owners and
/// admins see every chat. [VisibleChats] is what follows from it.
public enum Visibility {
  /// Every chat.
  ALL,
  /// The chats of their teams, and those that they answer themselves.
  TEAM,
  /// The chats that they answer themselves.
  ASSIGNED;

  /// The word that people see, for example `team`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The constant with this word; empty for any other word.
  public static Optional<Visibility> of(String word) {
    return Arrays.stream(values()).filter(it -> it.word().equals(word)).findFirst();
  }
}
