package dev.parley.outbox;

import java.time.Instant;
import java.util.function.Function;

/// Stores the messages that have to be sent to WhatsApp, next to the conversations and in the same
/// commits. Safe for use by many threads.
///
/// `OutboxContract` tests what an implementation must do.
public interface OutboxStore {
  /// Runs one atomic step, as [dev.parley.chat.ChatStore#step] does, and throws the same
  /// exceptions. The step may run more than once.
  ///
  /// @param now the time of the step, in whole milliseconds
  <T> T step(Instant now, Function<OutboxRules, T> step);
}
