package dev.parley.stream;

import dev.parley.chat.StreamPosition;

/// The stored position of a durable subscriber.
///
/// @param name the name of the subscriber, for example `hook:h_4f7k2m9q3x`
/// @param position the position up to which everything was read
/// @param state data of the subscriber in its own format, such as changes that it has read but not
///   yet processed; "" for none. Stored together with the position
/// @param owner the process that works for the subscriber; "" if none does
/// @param beat grows with every write: while it grows, the owner is alive
public record Cursor(String name, StreamPosition position, String state, String owner, long beat) {
  /// The cursor of a subscriber for which no process has worked yet.
  public static Cursor at(String name, StreamPosition position) {
    return new Cursor(name, position, "", "", 0);
  }

  /// This cursor at a later position.
  Cursor moved(StreamPosition newPosition, String newState) {
    return new Cursor(name, newPosition, newState, owner, beat + 1);
  }

  /// This cursor with another owner.
  Cursor ownedBy(String newOwner) {
    return new Cursor(name, position, state, newOwner, beat + 1);
  }
}
