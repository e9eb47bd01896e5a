package dev.parley.chat;

import java.util.Optional;

/// A chat without its messages: its summary and its contact.
public record ListedChat(ChatSummary summary, Optional<Contact> contact) {

  public WaId waId() {
    return summary.waId();
  }

  /// A number that grows with each change of the chat, of its messages and of its contact.
  public long rev() {
    return summary.version() + contact.map(Contact::rev).orElse(0L);
  }

  /// The name of the chat.
  public String name() {
    return contact.map(Contact::name).orElseGet(() -> Contact.placeholderName(waId()));
  }
}
