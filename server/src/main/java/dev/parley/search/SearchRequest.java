package dev.parley.search;

import dev.parley.chat.Direction;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A search with its filter and its page.
///
/// @param text the query as it was typed; see [QueryText]
/// @param filter the messages to search
/// @param limit the maximum number of messages to return, at least 1
/// @param after the end of the previous page; null for the first page
/// @param visibility decides which chats the caller may see
public record SearchRequest(
    String text, Filter filter, int limit, @Nullable PageEnd after, CallerChats visibility) {
  /// The conditions for messages; a condition that is null does not apply.
  ///
  /// @param type the type of message, as in [dev.parley.chat.Body]
  /// @param from only messages at or after this time
  /// @param to only messages before this time
  /// @param chats only messages of these chats
  public record Filter(
      @Nullable WaId chat,
      @Nullable Direction direction,
      @Nullable String type,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable Set<WaId> chats) {
    /// Matches every message.
    public static final Filter NONE = new Filter(null, null, null, null, null, null);

    public Filter {
      chats = chats == null ? null : Set.copyOf(chats);
    }
  }

  /// The end of a page.
  ///
  /// @param forgiving whether the page ended among the messages that are found with typing errors,
  ///   which follow all others
  /// @param time the time of its last message, in milliseconds since 1970
  /// @param tie distinguishes messages of the same time
  public record PageEnd(boolean forgiving, long time, int tie) {}
}
