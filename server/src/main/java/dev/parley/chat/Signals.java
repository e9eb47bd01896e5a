package dev.parley.chat;

/// Notifies customers that somebody has read their messages or is typing. These signals are not
/// stored in the conversation. Safe for use by many threads.
@FunctionalInterface
public interface Signals {
  /// Notifies nobody.
  Signals NONE = (_, _, _) -> {};

  /// Called when somebody has seen a chat up to a message. Does not block and does not throw; if
  /// WhatsApp is unreachable or its limit is reached, the signal is dropped.
  ///
  /// @param chat the chat
  /// @param message WhatsApp's id of the customer's newest message
  /// @param typing whether they are typing an answer
  void seen(WaId chat, MessageId message, boolean typing);
}
