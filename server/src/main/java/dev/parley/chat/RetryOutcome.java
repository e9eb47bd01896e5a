package dev.parley.chat;

import java.time.Instant;

/// The outcome of a request to send a failed message again.
public sealed interface RetryOutcome {
  /// The message waits to be sent, or counts as sent if Parley is not connected to WhatsApp.
  record Retried(Message message) implements RetryOutcome {}

  /// The message has not failed, or is not from the business: nothing happened.
  record NotFailed(Message message) implements RetryOutcome {}

  /// Only a template could be sent now: nothing happened. See [ServiceWindow#refusal].
  ///
  /// @param since the time at which the window closed
  record WindowClosed(Instant since) implements RetryOutcome {}

  /// The message is not a text, and its content for WhatsApp is no longer known: nothing happened.
  record Forgotten(Message message) implements RetryOutcome {}

  /// There is no message with this id.
  record Unknown() implements RetryOutcome {}
}
