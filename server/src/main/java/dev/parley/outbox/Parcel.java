package dev.parley.outbox;

import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import org.jspecify.annotations.Nullable;

/// One message on its way.
///
/// @param payload what WhatsApp is to be told instead of the message's text, as JSON; null: the
///   text
/// @param quoted WhatsApp's id of the message that it answers to; null when it answers to none
/// @param attempt the how manieth time it may reach WhatsApp, from 1
public record Parcel(
    Message message, @Nullable String payload, @Nullable MessageId quoted, int attempt) {
  /// Our id of it, which WhatsApp repeats in statuses.
  public MessageId id() {
    return message.id();
  }
}
