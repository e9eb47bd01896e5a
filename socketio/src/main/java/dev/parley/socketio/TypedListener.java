package dev.parley.socketio;

/// Takes an event whose first argument is of a known type. See [Listener].
///
/// @param <T> what the argument is read into; a record for example
@FunctionalInterface
public interface TypedListener<T> {
  /// An event has come, and its first argument could be read.
  void handle(T argument, ReceivedEvent event);
}
