package dev.parley.chat;

import dev.parley.chat.ChatHistory.MessagePosition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The result of one step of marking a chat as read.
///
/// @param read the messages that were unread, sorted by `seq`
/// @param rest where the next step continues; null: the whole chat is read
public record ReadPart(List<MessageId> read, @Nullable Rest rest) {
  public ReadPart {
    read = List.copyOf(read);
  }

  /// The part of the chat that is not marked as read yet.
  ///
  /// @param after the messages up to this position are marked as read
  /// @param lastSeq the last message of the chat when the first step ran: later ones stay unread
  public record Rest(MessagePosition after, long lastSeq) {}
}
