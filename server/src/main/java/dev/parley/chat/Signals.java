package dev.parley.chat;

/// Tells customers what leaves no trace in a conversation: that somebody has read, or is typing.
/// Safe for use by many threads.
@FunctionalInterface
public interface Signals {
  /// Tells nobody.
  Signals NONE = (_, _, _) -> {};

  /// Somebody has seen a chat up to a message. Does not block and does not throw; where WhatsApp
  /// cannot be reached, or gets too much, it is left out.
  ///
  /// @param chat the chat
  /// @param message the newest of the customer's, by WhatsApp's id
  /// @param typing and is writing an answer
  void seen(WaId chat, MessageId message, boolean typing);
}
