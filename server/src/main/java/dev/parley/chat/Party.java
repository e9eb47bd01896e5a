package dev.parley.chat;

import dev.parley.access.Sender;
import org.jspecify.annotations.Nullable;

/// The name that is shown with a message, and the addresses of its sender and recipient.
///
/// @param name never blank; `You` on outgoing messages
/// @param phone the customer's number, for example `+15551234567`; null if they hide it
/// @param from the sender's address, as WhatsApp gave it
/// @param to the recipient; for an incoming message the phone number id of the business
/// @param sentBy the user or key that sent it through Parley; null: unknown, or a customer
public record Party(
    String name,
    @Nullable String phone,
    @Nullable String from,
    @Nullable String to,
    @Nullable Sender sentBy) {
  /// The name on all messages of the business.
  public static final String YOU = "You";
}
