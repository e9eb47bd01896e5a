package dev.parley.search;

import dev.parley.chat.Direction;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What to look for, and where.
///
/// @param text what was typed; see [QueryText]
/// @param filter which messages
/// @param limit at most so many messages, 1 or more
/// @param after where the page before ended; null for the first
/// @param visibility which chats the caller may see
public record SearchRequest(
    String text, Filter filter, int limit, @Nullable Place after, CallerChats visibility) {
  /// Which messages are looked at; null leaves out a condition.
  ///
  /// @param type as in [dev.parley.chat.Body]
  /// @param from not written before
  /// @param to written before
  /// @param chats only messages of these
  public record Filter(
      @Nullable WaId chat,
      @Nullable Direction direction,
      @Nullable String type,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable Set<WaId> chats) {
    /// Every message.
    public static final Filter NONE = new Filter(null, null, null, null, null, null);

    public Filter {
      chats = chats == null ? null : Set.copyOf(chats);
    }
  }

  /// Where a page ended.
  ///
  /// @param forgiving whether it was among the messages that are found with typing errors, which
  ///   follow all others
  /// @param time when its last message was written, in milliseconds since 1970
  /// @param tie tells apart messages of the same time
  public record Place(boolean forgiving, long time, int tie) {}
}
