package dev.parley.socketio;

/// Hears how rooms come and go, in the order in which it happens. Calls may come from any event
/// loop, one after another; they must not block. What they throw is logged.
///
/// The room of a socket's own id is one as any other.
public interface RoomListener {
  /// A room has its first socket.
  default void created(String room) {}

  /// A room has no socket any more.
  default void deleted(String room) {}

  /// A socket is in a room.
  ///
  /// @param id of the socket
  default void joined(String room, String id) {}

  /// A socket is no longer in a room.
  ///
  /// @param id of the socket
  default void left(String room, String id) {}
}
