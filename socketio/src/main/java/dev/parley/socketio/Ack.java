package dev.parley.socketio;

import org.jspecify.annotations.Nullable;

/// Answers an event. Safe for use by many threads. Only the first answer is sent; if the client
/// asked for no answer, nothing is sent.
@FunctionalInterface
public interface Ack {
  /// Sends the answer.
  void send(@Nullable Object... args);
}
