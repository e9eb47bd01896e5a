package dev.parley.chat;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// The objects that changed after a position, each once. A caller that reads these objects
/// afterwards sees them at least as new as the position.
///
/// @param position the position at which to continue
/// @param more whether there are already more changes after it
/// @param messages the changed messages; their chats have changed as well
/// @param people the addresses whose contact or chat has changed
/// @param notes the ids of the changed notes
/// @param removed the removed objects; new objects with the same ids may exist since then
/// @param before the users and teams that answered reassigned chats before: some callers saw these
///   chats then and do not any more
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
