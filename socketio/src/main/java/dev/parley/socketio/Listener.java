package dev.parley.socketio;

/// Takes an event. Called for one event of a socket after another, on a virtual thread unless
/// [SocketIoOptions.Builder#executor] or [SocketIoOptions.Builder#handlersOnEventLoop] say
/// otherwise; it may block, but not on an event loop. What it throws is logged, and changes
/// nothing.
@FunctionalInterface
public interface Listener {
  /// An event has come.
  void handle(ReceivedEvent event);
}
