package dev.parley.socketio;

/// Takes an event. Called on an event loop, one event of a socket after another; it must not block.
/// What it throws is logged, and changes nothing.
@FunctionalInterface
public interface Listener {
  /// An event has come.
  void handle(Incoming event);
}
