package dev.parley.chat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The state of a team's work on a chat, which its members set and messages do not contain.
///
/// @param progress whether there is work to do
/// @param snoozedUntil the time at which a snoozed chat opens by itself; null if it is not snoozed
/// @param assignee the id of the user who answers; null: nobody in particular
/// @param team the id of the team that answers; null: none in particular
/// @param labels ids of labels, each once, sorted; at most [#MOST_LABELS]
/// @param pinned whether clients show it above the others
/// @param muted whether clients play no sound for it
public record ChatState(
    Progress progress,
    @Nullable Instant snoozedUntil,
    @Nullable String assignee,
    @Nullable String team,
    List<String> labels,
    boolean pinned,
    boolean muted) {
  /// The maximum number of labels of a chat.
  public static final int MOST_LABELS = 20;

  /// A chat that nobody has touched.
  public static final ChatState NEW =
      new ChatState(Progress.OPEN, null, null, null, List.of(), false, false);

  /// Whether there is work to do.
  public enum Progress {
    /// Somebody has to work on the chat.
    OPEN,
    /// Nothing is left to do. A message of the customer opens it again.
    DONE,
    /// The chat opens by itself at a given time, or with a message of the customer.
    SNOOZED;

    /// The word that clients see, for example `open`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The constant with this word; empty for any other word.
    public static Optional<Progress> of(String word) {
      return Arrays.stream(values()).filter(it -> it.word().equals(word)).findFirst();
    }
  }

  public ChatState {
    if ((progress == Progress.SNOOZED) != (snoozedUntil != null)) {
      throw new IllegalArgumentException("a chat has snoozedUntil exactly if it is snoozed");
    }
    labels = labels.stream().distinct().sorted().toList();
    if (labels.size() > MOST_LABELS) {
      throw new IllegalArgumentException("a chat has at most %d labels".formatted(MOST_LABELS));
    }
  }

  /// This state, but open.
  ChatState opened() {
    return new ChatState(Progress.OPEN, null, assignee, team, labels, pinned, muted);
  }

  /// This state, but assigned to a user.
  ChatState answeredBy(String user) {
    return new ChatState(progress, snoozedUntil, user, team, labels, pinned, muted);
  }

  /// This state with other labels.
  ChatState withLabels(List<String> others) {
    return new ChatState(progress, snoozedUntil, assignee, team, others, pinned, muted);
  }
}
