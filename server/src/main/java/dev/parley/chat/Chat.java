package dev.parley.chat;

import java.util.List;

/// A chat as the list shows it: one row and its newest messages, all of one moment.
///
/// @param messages the newest, oldest of them first by timestamp, then `seq`
public record Chat(ChatHead head, List<Message> messages) {
  public Chat {
    messages = List.copyOf(messages);
  }
}
