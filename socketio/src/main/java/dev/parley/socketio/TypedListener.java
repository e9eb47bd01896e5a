package dev.parley.socketio;

/// Receives events whose first argument has a known type. See [Listener].
///
/// @param <T> the type of the argument, for example a record
@FunctionalInterface
public interface TypedListener<T> {
  /// Receives an event whose first argument could be read.
  void handle(T argument, ReceivedEvent event);
}
