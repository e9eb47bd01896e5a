package dev.parley.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some of all messages.
///
/// @param rest where to go on, in words that only the store understands; null: there are no more
/// @param done about what part of all messages this and the batches before it are, 0 to 1
public record MessageBatch(List<Message> messages, @Nullable String rest, double done) {
  public MessageBatch {
    messages = List.copyOf(messages);
  }
}
