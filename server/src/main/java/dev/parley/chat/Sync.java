package dev.parley.chat;

import java.util.List;

/// Everything that changed after a position, each object once, as it is now.
///
/// @param position where to go on from
/// @param more whether there is more after it already
public record Sync(
    StreamPosition position,
    boolean more,
    List<Message> messages,
    List<ChatHead> chats,
    List<Contact> contacts) {
  public Sync {
    messages = List.copyOf(messages);
    chats = List.copyOf(chats);
    contacts = List.copyOf(contacts);
  }
}
