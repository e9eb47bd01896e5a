package dev.parley.chat;

import java.time.Instant;

/// What became of the wish to send a failed message again.
public sealed interface RetryOutcome {
  /// It waits to be sent, or counts as sent where nothing is carried to WhatsApp.
  record Retried(Message message) implements RetryOutcome {}

  /// It did not fail, or is not ours: nothing happened.
  record NotFailed(Message message) implements RetryOutcome {}

  /// Only a template could be sent now: nothing happened. See [ServiceWindow#refusal].
  ///
  /// @param since when the window closed
  record WindowClosed(Instant since) implements RetryOutcome {}

  /// It is no text, and it is not known any more what WhatsApp was to be told: nothing happened.
  record Forgotten(Message message) implements RetryOutcome {}

  /// There is no message of this id.
  record Unknown() implements RetryOutcome {}
}
