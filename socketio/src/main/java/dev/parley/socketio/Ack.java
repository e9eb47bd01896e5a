package dev.parley.socketio;

import org.jspecify.annotations.Nullable;

/// Answers an event. Safe for use by many threads; only the first answer is sent, and none when the
/// client wants none.
@FunctionalInterface
public interface Ack {
  /// Sends the answer.
  void send(@Nullable Object... args);
}
