package dev.parley.socketio;

/// What becomes of an event when a socket, or the event loop it lives on, cannot take it at once.
public enum Reliability {
  /// It waits, and is kept for clients that recover their session. A client that stays behind loses
  /// its connection.
  RELIABLE,

  /// It waits while little waits; where a client or an event loop is behind it is dropped. It is
  /// not kept for recovery. For what is of no use later, such as that somebody types.
  DROPPABLE,

  /// It leaves at once or not at all: dropped when anything waits for the client, as Node's server
  /// does. It is not kept for recovery.
  VOLATILE
}
