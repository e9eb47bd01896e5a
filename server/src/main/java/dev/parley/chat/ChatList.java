package dev.parley.chat;

import dev.parley.chat.ChatHistory.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A page of the list of chats.
///
/// @param chats sorted by their newest message, the most recent first
/// @param next the position at which the next page begins; null: this is the last page. A page can
///   hold fewer chats than asked for and still have a next one, because a page reads at most
///   [#MOST_LOOKED_AT] chats
public record ChatList(List<ListedChat> chats, @Nullable Position next) {
  /// The maximum number of chats that one page looks at in search of chats that match.
  static final int MOST_LOOKED_AT = 1_000;

  private static final int PART = 250;

  private static final Comparator<ListedChat> NEWEST_FIRST =
      Comparator.<ListedChat, Instant>comparing(it -> it.summary().newestTimestamp())
          .thenComparing(it -> it.waId().value())
          .reversed();

  public ChatList {
    chats = List.copyOf(chats);
  }

  /// The next chats that match a filter. The cost does not depend on the number of chats: a filter
  /// with one criterion is read from its index. With several criteria, the narrowest is read from
  /// its index, and the others are compared.
  ///
  /// @param after the position at which the previous page ended; null for the first page
  /// @param limit the maximum number to return
  public static ChatList read(
      ChatHistory store, ChatFilter filter, @Nullable Position after, int limit) {
    boolean exact = filter.isOneCriterion();
    List<ListedChat> fitting = new ArrayList<>();
    Position from = after;
    int looked = 0;
    while (looked < MOST_LOOKED_AT) {
      int part = exact ? limit + 1 : Math.min(PART, MOST_LOOKED_AT - looked);
      List<ListedChat> some = store.chats(filter.first(), from, part);
      for (ListedChat chat : some) {
        if (fitting.size() == limit) {
          return new ChatList(fitting, from);
        }
        from = position(chat);
        if (filter.fits(chat)) {
          fitting.add(chat);
        }
      }
      if (some.size() < part) {
        return new ChatList(fitting, null);
      }
      looked += some.size();
    }
    return new ChatList(fitting, from);
  }

  /// Merges lists of chats: the first chats of all lists, each chat once.
  ///
  /// @param lists each has its newest chats, at least `limit` if it has that many
  /// @param limit the maximum number to return
  public static List<ListedChat> merged(List<List<ListedChat>> lists, int limit) {
    Set<WaId> listed = new HashSet<>();
    return lists.stream()
        .flatMap(List::stream)
        .sorted(NEWEST_FIRST)
        .filter(chat -> listed.add(chat.waId()))
        .limit(limit)
        .toList();
  }

  private static Position position(ListedChat chat) {
    return new Position(chat.summary().newestTimestamp(), chat.waId());
  }
}
