package dev.parley.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A batch of a read of all messages.
///
/// @param rest where to continue, in a format that only the store understands; null: there are no
///   more
/// @param done the approximate fraction of all messages that is in this and all previous batches, 0
///   to 1
public record MessageBatch(List<Message> messages, @Nullable String rest, double done) {
  public MessageBatch {
    messages = List.copyOf(messages);
  }
}
