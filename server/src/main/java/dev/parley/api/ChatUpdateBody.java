package dev.parley.api;

import dev.parley.chat.ChatState;
import dev.parley.chat.ChatState.Progress;
import dev.parley.chat.ChatUpdate;
import dev.parley.chat.ContactUpdate.Field;
import dev.parley.chat.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A client's request to change the state of the team's work on a chat, for REST and events. Every
/// field is optional.
///
/// ```json
/// {"state": "snoozed", "snoozed_until": "2026-12-01T09:00:00.000Z", "assignee": "me",
///  "team": "sales", "labels": ["label_4f7k2m9q3x"], "pinned": true, "muted": false}
/// ```
public final class ChatUpdateBody {
  /// The fields that are read.
  public static final List<String> FIELDS =
      List.of("state", "snoozed_until", "assignee", "team", "labels", "pinned", "muted");

  /// The word for the caller, in place of the id of a user.
  public static final String ME = "me";

  private static final String ASSIGNEE = "assignee";
  private static final String TEAM = "team";
  private static final String SNOOZED_UNTIL = "snoozed_until";

  private ChatUpdateBody() {}

  /// Reads the request.
  ///
  /// @param me the id of the calling user; null: the caller is not a user
  /// @param isUser whether a user has this id
  /// @param isTeam whether a team has this id
  /// @throws Refusal `invalid_request`
  public static ChatUpdate parse(
      RequestFields fields,
      @Nullable String me,
      Predicate<String> isUser,
      Predicate<String> isTeam) {
    Progress progress = progress(fields);
    Instant until = fields.time(SNOOZED_UNTIL);
    if (progress == Progress.SNOOZED) {
      fields.lacks(SNOOZED_UNTIL);
    } else if (until != null) {
      fields.wrong(SNOOZED_UNTIL, "must be left out unless state is snoozed");
    }
    Field assignee = assignee(fields, me, isUser);
    Field team = team(fields, isTeam);
    List<String> labels = fields.has("labels") ? fields.texts("labels") : null;
    if (labels != null && labels.stream().distinct().count() > ChatState.MOST_LABELS) {
      fields.wrong("labels", "must be at most %d".formatted(ChatState.MOST_LABELS));
    }
    Boolean pinned = fields.truth("pinned");
    Boolean muted = fields.truth("muted");
    fields.check(null);
    return new ChatUpdate(progress, until, assignee, team, labels, pinned, muted);
  }

  private static @Nullable Progress progress(RequestFields fields) {
    String word = fields.text("state");
    Progress progress = word == null ? null : Progress.of(word).orElse(null);
    if (word != null && progress == null) {
      fields.wrong("state", "must be open, done or snoozed");
    }
    return progress;
  }

  private static Field assignee(
      RequestFields fields, @Nullable String me, Predicate<String> isUser) {
    if (!fields.has(ASSIGNEE)) {
      return new Field.Keep();
    }
    String word = fields.text(ASSIGNEE);
    if (word == null || word.isEmpty()) {
      return new Field.Set(null);
    }
    String user = word.equals(ME) ? me : word;
    if (user == null) {
      fields.wrong(ASSIGNEE, "can be me only for a user who has signed in");
    } else if (!isUser.test(user)) {
      fields.wrong(ASSIGNEE, "must be the id of a user, me, or null");
    }
    return new Field.Set(user);
  }

  private static Field team(RequestFields fields, Predicate<String> isTeam) {
    if (!fields.has(TEAM)) {
      return new Field.Keep();
    }
    String team = fields.text(TEAM);
    if (team == null || team.isEmpty()) {
      return new Field.Set(null);
    }
    if (!isTeam.test(team)) {
      fields.wrong(TEAM, "must be the id of a team in which a user is, or null");
    }
    return new Field.Set(team);
  }
}
