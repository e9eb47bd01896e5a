package dev.parley.outbox;

import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import org.jspecify.annotations.Nullable;

/// A message or a reaction that is being sent to WhatsApp.
public sealed interface Parcel {
  /// Parley's id, which WhatsApp returns in statuses.
  MessageId id();

  /// The chat to which it is sent.
  WaId chat();

  /// The customer or group that receives it: the address of the chat, or another one of the same
  /// person.
  WaId to();

  /// The number of this attempt, starting at 1.
  int attempt();

  /// One message.
  ///
  /// @param payload the JSON that WhatsApp receives instead of the message's text; null: the text
  /// @param quoted WhatsApp's id of the message that it answers; null if it answers none
  record OfMessage(
      Message message, WaId to, @Nullable String payload, @Nullable MessageId quoted, int attempt)
      implements Parcel {
    @Override
    public MessageId id() {
      return message.id();
    }

    @Override
    public WaId chat() {
      return message.chat();
    }
  }

  /// One reaction.
  ///
  /// @param target WhatsApp's id of the message with the reaction
  /// @param emoji null: the earlier reaction is removed
  record OfReaction(
      MessageId id, WaId chat, WaId to, MessageId target, @Nullable String emoji, int attempt)
      implements Parcel {}
}
