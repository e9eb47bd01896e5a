package dev.parley.chat;

/// The connection to WhatsApp, as far as conversations need it.
///
/// @param open whether messages are sent to WhatsApp: then they are `pending` at first. Otherwise
///   they are `sent` immediately and stay in Parley
/// @param numbers the numbers of the business; a message to a chat of another number is refused
/// @param receipts whether customers are notified that their messages were read
public record Line(boolean open, OurNumbers numbers, boolean receipts, Signals signals) {
  /// Nothing is sent: for demonstrations, commands and tests.
  public static final Line CLOSED = new Line(false, OurNumbers.UNKNOWN, false, Signals.NONE);

  /// The first status of a message of the business.
  Status first() {
    return open ? Status.PENDING : Status.SENT;
  }
}
