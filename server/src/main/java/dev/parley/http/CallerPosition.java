package dev.parley.http;

import dev.parley.access.Principal;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.StreamPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A place in the order of all changes, as a caller has it: for example `2s-1k9x0f3`, or
/// `2s-1k9x0f3.mk3f0a7c`, where the end says since when the caller sees the chats that they see.
/// Who goes on from a place of before that would miss chats, or keep some that are hidden now.
///
/// @param mark the end; "" where there is none, as in events, which are the same for all callers
record CallerPosition(StreamPosition position, String mark) {
  /// Clocks of processes on one store differ by less, and a change is known to all of them sooner.
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /// What `caller` is given for a place.
  static String of(StreamPosition position, Principal caller) {
    String mark = mark(caller);
    return mark.isEmpty() ? position.toString() : position + "." + mark;
  }

  /// Reads what [#of] wrote, or an event said; empty for anything else.
  static Optional<CallerPosition> parse(String text) {
    int dot = text.indexOf('.');
    String place = dot < 0 ? text : text.substring(0, dot);
    String mark = dot < 0 ? "" : text.substring(dot + 1);
    return StreamPosition.parse(place).map(it -> new CallerPosition(it, mark));
  }

  private static String mark(Principal caller) {
    Instant since = caller.chats().since();
    return since == null ? "" : Long.toString(since.toEpochMilli(), Character.MAX_RADIX);
  }

  /// Whether the caller sees the same chats as when they were given this place. Blocks.
  boolean continues(ChatHistory store, Principal caller) {
    Instant since = caller.chats().since();
    if (!mark.isEmpty() || since == null) {
      return mark.equals(mark(caller));
    }
    return store
        .positionBefore(since.plus(MARGIN))
        .filter(before -> before.number() >= position.number())
        .isEmpty();
  }
}
