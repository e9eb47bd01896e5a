package dev.parley.hooks.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What came of a try.
sealed interface Outcome {
  /// The receiver answered.
  ///
  /// @param retryAfter what it asks for; null: nothing
  record Answered(int status, @Nullable Duration retryAfter) implements Outcome {}

  /// There was no answer.
  ///
  /// @param problem a sentence for people, without the address of the receiver
  record Unanswered(String problem) implements Outcome {}
}
