package dev.parley.socketio;

/// Is notified when rooms and their sockets change, in the order of the changes. Calls come from
/// any event loop, one after another; they must not block. Exceptions are logged.
///
/// The room of a socket's own id is a room like any other.
public interface RoomListener {
  /// A room has its first socket.
  default void created(String room) {}

  /// A room has lost its last socket.
  default void deleted(String room) {}

  /// A socket has joined a room.
  ///
  /// @param id the id of the socket
  default void joined(String room, String id) {}

  /// A socket has left a room.
  ///
  /// @param id the id of the socket
  default void left(String room, String id) {}
}
