package dev.parley.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some of the messages that wait for WhatsApp to take them.
///
/// @param rest where to go on, in words that only the store understands; null: there are no more
public record PendingPart(List<Message> messages, @Nullable String rest) {
  public PendingPart {
    messages = List.copyOf(messages);
  }
}
