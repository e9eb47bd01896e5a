package dev.parley.socketio;

/// Says what happens to an event if a socket or its event loop cannot take it immediately.
public enum Reliability {
  /// The event waits, and is kept for clients that recover their session. A client that reads too
  /// slowly loses its connection.
  RELIABLE,

  /// The event waits if little else waits, and is dropped if a client or an event loop is behind.
  /// It is not kept for recovery. For events that are useless later, such as typing indicators.
  DROPPABLE,

  /// The event is sent immediately or dropped: it is dropped if anything waits for the client, as
  /// in Node's server. It is not kept for recovery.
  VOLATILE
}
