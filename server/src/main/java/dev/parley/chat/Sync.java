package dev.parley.chat;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// What changed after a position, each once. Whoever reads these objects afterwards has them at
/// least as new as the position.
///
/// @param position where to go on from
/// @param more whether there is more after it already
/// @param messages their chats have changed as well
/// @param people whose contact or chat has changed
/// @param notes by their ids
/// @param removed what is gone; it may have come back since, as something new
/// @param before who answered those chats meanwhile that others answer now: some callers saw them
///   and do not any more
public record Sync(
    StreamPosition position,
    boolean more,
    List<MessageId> messages,
    List<WaId> people,
    List<String> notes,
    List<Change.Removed> removed,
    Map<WaId, Set<Answerers>> before) {
  public Sync {
    messages = List.copyOf(messages);
    people = List.copyOf(people);
    notes = List.copyOf(notes);
    removed = List.copyOf(removed);
    before = Map.copyOf(before);
  }

  /// Nothing has changed.
  public static Sync nothing(StreamPosition position) {
    return new Sync(position, false, List.of(), List.of(), List.of(), List.of(), Map.of());
  }
}
