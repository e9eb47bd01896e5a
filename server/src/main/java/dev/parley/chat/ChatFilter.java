package dev.parley.chat;

import dev.parley.chat.ChatCriterion.AssignedTo;
import dev.parley.chat.ChatCriterion.InProgress;
import dev.parley.chat.ChatCriterion.Labelled;
import dev.parley.chat.ChatCriterion.Unread;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Selects the chats of a list: those that match every criterion, and whose name or number contains
/// a text.
///
/// @param unassigned whether only chats without an assignee are shown; there is no index for them,
///   because most chats have none
/// @param text null: any; upper and lower case and accents do not matter, and only the digits of
///   numbers are compared
public record ChatFilter(List<ChatCriterion> criteria, boolean unassigned, @Nullable String text) {

  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern NO_DIGITS = Pattern.compile("[^0-9]+");

  /// The minimum number of digits for a comparison with phone numbers; fewer digits occur in too
  /// many numbers.
  private static final int FEWEST_DIGITS = 3;

  public ChatFilter {
    criteria = List.copyOf(criteria);
  }

  /// The criterion that probably matches the fewest chats: the list is read from its index.
  ChatCriterion first() {
    return criteria.stream()
        .min(Comparator.comparingInt(ChatFilter::breadth))
        .orElseGet(ChatCriterion.All::new);
  }

  private static int breadth(ChatCriterion criterion) {
    return switch (criterion) {
      case Labelled _ -> 1;
      case AssignedTo _ -> 2;
      case ChatCriterion.OfTeam _, ChatCriterion.VisibleTo _ -> 3;
      case InProgress(var progress) ->
          switch (progress) {
            case SNOOZED -> 2;
            case OPEN -> 5;
            case DONE -> 6;
          };
      case Unread() -> 4;
      case ChatCriterion.All() -> 7;
    };
  }

  /// Whether [#first] matches exactly the chats of this filter.
  boolean isOneCriterion() {
    return text == null && !unassigned && criteria.size() <= 1;
  }

  /// Whether a chat matches.
  boolean fits(ListedChat chat) {
    return criteria.stream().allMatch(it -> it.fits(chat.summary()))
        && (!unassigned || chat.summary().state().assignee() == null)
        && (text == null || isIn(text, chat));
  }

  private static boolean isIn(String text, ListedChat chat) {
    if (folded(chat.name()).contains(folded(text))) {
      return true;
    }
    String digits = NO_DIGITS.matcher(text).replaceAll("");
    boolean number =
        digits.length() >= FEWEST_DIGITS && text.chars().noneMatch(Character::isLetter);
    String phone = chat.contact().map(Contact::phone).orElse("");
    return chat.waId().value().contains(text)
        || (number
            && (chat.waId().value().contains(digits)
                || NO_DIGITS.matcher(phone).replaceAll("").contains(digits)));
  }

  private static String folded(String text) {
    return MARKS
        .matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
        .replaceAll("")
        .toLowerCase(Locale.ROOT);
  }
}
