package dev.parley.chat;

import dev.parley.chat.ChatHistory.MessagePosition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages of a chat that follow one another, the oldest first: as many as a reader should hold in
/// memory at once.
///
/// @param rest where the others are that were asked for; null when these are all of them
public record MessageSlice(List<Message> messages, @Nullable Range rest) {
  /// About how many bytes of memory the messages of a slice take: the one that passes this is its
  /// last.
  static final long MOST_BYTES = 1 << 20;

  public MessageSlice {
    messages = List.copyOf(messages);
  }

  /// Part of a chat, both ends included. What comes into it later belongs to it.
  public record Range(MessagePosition from, MessagePosition to) {}

  /// Takes the messages of a part as a store reads them, the oldest first. Used by one thread.
  public static final class Builder {
    private final Range part;
    private final List<Message> messages = new ArrayList<>();
    private long bytes;
    private @Nullable MessagePosition next;

    /// @param part what was asked for
    public Builder(Range part) {
      this.part = part;
    }

    /// Takes one.
    ///
    /// @return whether the next one is wanted
    public boolean add(Message message) {
      if (!hasRoom(bytes)) {
        next = message.position();
        return false;
      }
      messages.add(message);
      bytes += message.bytes();
      return true;
    }

    /// The slice of what was taken.
    public MessageSlice build() {
      return new MessageSlice(messages, next == null ? null : new Range(next, part.to));
    }
  }

  /// Whether a slice that takes so many bytes has room for more.
  ///
  /// @param bytes the sum of [Message#bytes]
  public static boolean hasRoom(long bytes) {
    return bytes <= MOST_BYTES;
  }
}
