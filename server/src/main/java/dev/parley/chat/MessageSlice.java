package dev.parley.chat;

import dev.parley.chat.ChatHistory.MessagePosition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Consecutive messages of a chat, the oldest first: as many as a reader should hold in memory at
/// once.
///
/// @param rest the range of the remaining messages; null if there are none
public record MessageSlice(List<Message> messages, @Nullable Range rest) {
  /// The approximate memory of the messages of a slice, in bytes: the message that exceeds it is
  /// the last.
  static final long MOST_BYTES = 1 << 20;

  public MessageSlice {
    messages = List.copyOf(messages);
  }

  /// A part of a chat, both ends included. A message that is stored later with a position between
  /// the ends belongs to the part too.
  public record Range(MessagePosition from, MessagePosition to) {}

  /// Collects the messages of a part in the order in which a store reads them, the oldest first.
  /// Used by one thread.
  public static final class Builder {
    private final Range part;
    private final List<Message> messages = new ArrayList<>();
    private long bytes;
    private @Nullable MessagePosition next;

    /// @param part the part that was asked for
    public Builder(Range part) {
      this.part = part;
    }

    /// Adds a message.
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

    /// The slice of the added messages.
    public MessageSlice build() {
      return new MessageSlice(messages, next == null ? null : new Range(next, part.to));
    }
  }

  /// Whether a slice with this many bytes has room for more.
  ///
  /// @param bytes the sum of [Message#bytes]
  public static boolean hasRoom(long bytes) {
    return bytes <= MOST_BYTES;
  }
}
