package dev.parley.outbox;

import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import org.jspecify.annotations.Nullable;

/// What is on its way to WhatsApp.
public sealed interface Parcel {
  /// Our id of it, which WhatsApp repeats in statuses.
  MessageId id();

  /// To whom.
  WaId chat();

  /// The how manieth time it may reach WhatsApp, from 1.
  int attempt();

  /// One message.
  ///
  /// @param payload what WhatsApp is to be told instead of the message's text, as JSON; null: the
  ///   text
  /// @param quoted WhatsApp's id of the message that it answers to; null when it answers to none
  record OfMessage(
      Message message, @Nullable String payload, @Nullable MessageId quoted, int attempt)
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
  /// @param target WhatsApp's id of the message that it is on
  /// @param emoji null: what was there is taken away
  record OfReaction(MessageId id, WaId chat, MessageId target, @Nullable String emoji, int attempt)
      implements Parcel {}
}
