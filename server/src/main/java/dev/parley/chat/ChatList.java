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
/// @param chats the one with the newest message first
/// @param next where the next page begins; null: this is the last one. A page that ends early has a
///   next one too: it looked at [#MOST_LOOKED_AT] chats
public record ChatList(List<ListedChat> chats, @Nullable Position next) {
  /// The most chats that one page looks at in search of those that fit.
  static final int MOST_LOOKED_AT = 2_000;

  private static final int PART = 250;

  private static final Comparator<ListedChat> NEWEST_FIRST =
      Comparator.<ListedChat, Instant>comparing(it -> it.summary().newestTimestamp())
          .thenComparing(it -> it.waId().value())
          .reversed();

  public ChatList {
    chats = List.copyOf(chats);
  }

  /// The next chats that fit a filter. Costs the same at any number of chats: a filter of one
  /// criterion is read from its index; of several, the narrowest is, and the others are compared.
  ///
  /// @param after where the page before ended; null for the first
  /// @param limit at most this many
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

  /// The first of the chats of several lists, each chat once.
  ///
  /// @param lists each with its newest chats, as many as are wanted
  /// @param limit at most this many
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
