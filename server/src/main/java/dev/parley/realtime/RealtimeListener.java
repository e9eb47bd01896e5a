package dev.parley.realtime;

import dev.parley.socketio.SocketIoListener;

/// Receives events about sockets, for measurements. Methods are called on event loops and must not
/// block.
public interface RealtimeListener extends SocketIoListener {
  /// A client's event was not accepted, and was dropped.
  ///
  /// @param code the reason, for example `invalid_request`
  default void dropped(String event, String code) {}
}
