package dev.parley.realtime;

import dev.parley.socketio.SocketIoListener;

/// Hears what happens on sockets, for measurements. Methods are called on event loops and must not
/// block.
public interface RealtimeListener extends SocketIoListener {
  /// A client's event could not be taken, and was dropped.
  ///
  /// @param code why, for example `invalid_request`
  default void dropped(String event, String code) {}
}
