package dev.parley.chat;

import dev.parley.access.Sender;
import org.jspecify.annotations.Nullable;

/// Who is shown beside a message, and the two ends of the line.
///
/// @param name never blank; `You` on outgoing messages
/// @param phone the customer's number as `+15551234567`; null when they hide it
/// @param from the sender's address, as WhatsApp gave it
/// @param to the receiving end, for an incoming message our phone number id
/// @param sentBy who sent it through Parley; null: nobody knows, or a customer did
public record Party(
    String name,
    @Nullable String phone,
    @Nullable String from,
    @Nullable String to,
    @Nullable Sender sentBy) {
  /// The name on everything we sent.
  public static final String YOU = "You";
}
