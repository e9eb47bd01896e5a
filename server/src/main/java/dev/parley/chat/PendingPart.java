package dev.parley.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some of the messages that are `pending`.
///
/// @param rest the position at which the next part begins, in a form that only the store
///   understands; null if there are no more messages
public record PendingPart(List<Message> messages, @Nullable String rest) {
  public PendingPart {
    messages = List.copyOf(messages);
  }
}
