package dev.parley.socketio;

/// Receives events. Called for the events of a socket one after another, on a virtual thread unless
/// [SocketIoOptions.Builder#executor] or [SocketIoOptions.Builder#handlersOnEventLoop] say
/// otherwise. It may block, except on an event loop. Exceptions are logged and have no other
/// effect.
@FunctionalInterface
public interface Listener {
  /// Receives an event.
  void handle(ReceivedEvent event);
}
