package dev.parley.chat;

import dev.parley.chat.ChatState.Progress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An update of a [ChatState]. Fields that are null or [ContactUpdate.Field.Keep] stay as they are.
///
/// @param snoozedUntil the end of the snooze; only with [Progress#SNOOZED]
/// @param labels replace those that the chat has
public record ChatUpdate(
    @Nullable Progress progress,
    @Nullable Instant snoozedUntil,
    ContactUpdate.Field assignee,
    ContactUpdate.Field team,
    @Nullable List<String> labels,
    @Nullable Boolean pinned,
    @Nullable Boolean muted) {
  public ChatUpdate {
    if ((progress == Progress.SNOOZED) != (snoozedUntil != null)) {
      throw new IllegalArgumentException("a chat has snoozedUntil exactly if it is snoozed");
    }
    labels = labels == null ? null : List.copyOf(labels);
  }

  /// The state after this update.
  ChatState applyTo(ChatState old) {
    return new ChatState(
        progress == null ? old.progress() : progress,
        progress == null ? old.snoozedUntil() : snoozedUntil,
        assignee.over(old.assignee()),
        team.over(old.team()),
        labels == null ? old.labels() : labels,
        pinned == null ? old.pinned() : pinned,
        muted == null ? old.muted() : muted);
  }
}
