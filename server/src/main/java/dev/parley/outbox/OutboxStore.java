package dev.parley.outbox;

import java.time.Instant;
import java.util.function.Function;

/// Keeps what is to be carried to WhatsApp, beside the conversations and in the same commits. Safe
/// for use by many threads.
///
/// What an implementation must do is checked by `OutboxContract`.
public interface OutboxStore {
  /// Runs one atomic step, as [dev.parley.chat.ChatStore#step] does, and throws what that throws.
  /// The step may run more than once.
  ///
  /// @param now the time of the step, in whole milliseconds
  <T> T step(Instant now, Function<OutboxRules, T> step);
}
