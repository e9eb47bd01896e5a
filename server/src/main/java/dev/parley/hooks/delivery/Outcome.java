package dev.parley.hooks.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The outcome of an attempt to deliver an event.
sealed interface Outcome {
  /// The receiver answered.
  ///
  /// @param retryAfter the pause that the receiver asks for; null if it does not
  record Answered(int status, @Nullable Duration retryAfter) implements Outcome {}

  /// There was no answer.
  ///
  /// @param problem a sentence for people, without the address of the receiver
  record Unanswered(String problem) implements Outcome {}
}
