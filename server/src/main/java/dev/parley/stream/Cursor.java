package dev.parley.stream;

import dev.parley.chat.StreamPosition;

/// Where a durable subscriber is, as it is stored.
///
/// @param name of the subscriber, for example `hook:h_4f7k2m9q3x`
/// @param position everything up to here was read
/// @param state what the subscriber keeps beside it, in a form of its own, such as what it has read
///   and not finished; "" for nothing. Stored together with the position
/// @param owner the process that works for the subscriber; "" when none does
/// @param beat grows with every write: while it does, the owner is alive
public record Cursor(String name, StreamPosition position, String state, String owner, long beat) {
  /// The cursor of a subscriber for which no process has worked yet.
  public static Cursor at(String name, StreamPosition position) {
    return new Cursor(name, position, "", "", 0);
  }

  /// The same, further on.
  Cursor moved(StreamPosition newPosition, String newState) {
    return new Cursor(name, newPosition, newState, owner, beat + 1);
  }

  /// The same, with another process at work.
  Cursor ownedBy(String newOwner) {
    return new Cursor(name, position, state, newOwner, beat + 1);
  }
}
