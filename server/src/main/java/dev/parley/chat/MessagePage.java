package dev.parley.chat;

import dev.parley.chat.ChatHistory.MessagePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The newest messages of a chat before a position. A page with long messages is not read all at
/// once.
///
/// @param first the oldest messages of the page; empty if the page is too large: then all messages
///   are in the rest
/// @param older whether the chat has messages before this page
public record MessagePage(MessageSlice first, boolean older) {
  /// The position of its oldest message; null if it is empty.
  public @Nullable MessagePosition oldest() {
    MessageSlice.Range rest = first.rest();
    if (!first.messages().isEmpty()) {
      return first.messages().getFirst().position();
    }
    return rest == null ? null : rest.from();
  }

  /// Collects the messages of a page in the order in which a store reads them, the newest first.
  /// Used by one thread.
  public static final class Builder {
    private final int limit;
    private final List<Message> newest = new ArrayList<>();
    private long bytes;
    private boolean older;

    /// @param limit the number of messages that were asked for, 0 or more; the store has to read
    ///   one more
    public Builder(int limit) {
      this.limit = limit;
    }

    /// Adds a message.
    ///
    /// @return whether the next one is wanted
    public boolean add(Message message) {
      if (newest.size() == limit) {
        older = true;
        return false;
      }
      newest.add(message);
      bytes += message.bytes();
      return MessageSlice.hasRoom(bytes);
    }

    /// The page of the added messages.
    ///
    /// @param places the positions of the same messages, the newest first, and of one more if there
    ///   is one; called if the page is too large to be read at once
    public MessagePage build(Supplier<List<MessagePosition>> places) {
      if (MessageSlice.hasRoom(bytes)) {
        return new MessagePage(new MessageSlice(newest.reversed(), null), older);
      }
      List<MessagePosition> all = places.get();
      if (all.isEmpty()) { // removed by hand a moment ago
        return new MessagePage(new MessageSlice(List.of(), null), false);
      }
      MessagePosition oldest = all.get(Math.min(limit, all.size()) - 1);
      MessageSlice.Range whole = new MessageSlice.Range(oldest, all.getFirst());
      return new MessagePage(new MessageSlice(List.of(), whole), all.size() > limit);
    }
  }
}
