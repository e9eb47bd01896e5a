package dev.parley.http;

import dev.parley.api.ChatUpdateBody;
import dev.parley.chat.ChatCriterion;
import dev.parley.chat.ChatFilter;
import dev.parley.chat.ChatState.Progress;
import dev.parley.chat.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parameters that say which chats a list shows: `unread=true`, `state=open|done|snoozed`,
/// `assignee=me|none|<id>`, `team=<id>`, `label=<id>` and `q=<name or number>`. Chats that the
/// caller does not see are never among them.
final class ChatFilters {
  private static final String NOBODY = "none";
  private static final int LONGEST = 100;

  private ChatFilters() {}

  /// @throws Refusal `invalid_request`
  static ChatFilter of(Request request) {
    List<ChatCriterion> criteria = new ArrayList<>();
    if (!request.caller().chats().areAll()) {
      criteria.add(new ChatCriterion.VisibleTo(request.caller().chats()));
    }
    if (unread(request)) {
      criteria.add(new ChatCriterion.Unread());
    }
    String state = request.query("state");
    if (state != null) {
      criteria.add(
          new ChatCriterion.InProgress(
              Progress.of(state)
                  .orElseThrow(() -> Refusal.invalid("state", "must be open, done or snoozed"))));
    }
    String assignee = text(request, "assignee");
    boolean unassigned = NOBODY.equals(assignee);
    if (assignee != null && !unassigned) {
      criteria.add(new ChatCriterion.AssignedTo(user(request, assignee)));
    }
    String team = text(request, "team");
    if (team != null) {
      criteria.add(new ChatCriterion.OfTeam(team));
    }
    String label = text(request, "label");
    if (label != null) {
      criteria.add(new ChatCriterion.Labelled(label));
    }
    return new ChatFilter(criteria, unassigned, text(request, "q"));
  }

  private static boolean unread(Request request) {
    String unread = request.query("unread");
    if (unread != null && !unread.equals("true") && !unread.equals("false")) {
      throw Refusal.invalid("unread", "must be true or false");
    }
    return "true".equals(unread);
  }

  private static String user(Request request, String assignee) {
    String me = request.caller().user();
    if (!assignee.equals(ChatUpdateBody.ME)) {
      return assignee;
    }
    if (me == null) {
      throw Refusal.invalid("assignee", "can be me only for a user who has signed in");
    }
    return me;
  }

  /// Null if it is absent or empty.
  static @Nullable String text(Request request, String name) {
    String text = request.query(name);
    if (text != null && text.length() > LONGEST) {
      throw Refusal.invalid(name, "must be at most %d characters".formatted(LONGEST));
    }
    return text == null || text.isBlank() ? null : text.strip();
  }
}
