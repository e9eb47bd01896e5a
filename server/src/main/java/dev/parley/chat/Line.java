package dev.parley.chat;

/// The line to WhatsApp, as far as conversations have to know of it.
///
/// @param open whether somebody carries what we send: then it is `pending` at first, else `sent` at
///   once and stays here
/// @param numbers those that it has; a message to a chat of another is refused
/// @param receipts whether customers are told that their messages were read
public record Line(boolean open, OurNumbers numbers, boolean receipts, Signals signals) {
  /// Nothing goes out: demonstrations, commands, tests.
  public static final Line CLOSED = new Line(false, OurNumbers.UNKNOWN, false, Signals.NONE);

  /// What a message of ours is at first.
  Status first() {
    return open ? Status.PENDING : Status.SENT;
  }
}
