package dev.parley.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The setting of an agent or a viewer that decides which chats they see. Owners and admins see
/// every chat. [VisibleChats] is derived from it.
public enum Visibility {
  /// Every chat.
  ALL,
  /// The chats of their teams, and those that are assigned to them.
  TEAM,
  /// The chats that are assigned to them.
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
