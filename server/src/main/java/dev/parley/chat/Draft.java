package dev.parley.chat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A message on its way into a chat: everything but its place, and what is only known once it is
/// stored.
///
/// @param metaId WhatsApp's id when it differs from `id`
/// @param person the customer it is exchanged with
/// @param group the group it was written in, instead of a chat between two
/// @param to our end of the line, for example a phone number id
/// @param webhookData the JSON that told us about it, kept for `?include=webhook_data`
public record Draft(
    MessageId id,
    @Nullable MessageId metaId,
    Person person,
    @Nullable WaId group,
    Direction direction,
    @Nullable String from,
    @Nullable String to,
    Body body,
    Instant timestamp,
    Status status,
    @Nullable String webhookData) {
  /// The same under another id, which is WhatsApp's as well.
  Draft named(MessageId other) {
    return new Draft(
        other, null, person, group, direction, from, to, body, timestamp, status, webhookData);
  }
}
