package dev.parley.chat;

/// A chat without its history.
///
/// @param lastMessage the newest message of the chat by timestamp, then `seq`
public record ChatHead(ListedChat chat, Message lastMessage) {

  public WaId waId() {
    return chat.waId();
  }

  public ChatSummary summary() {
    return chat.summary();
  }
}
