package dev.parley.outbox;

import dev.parley.chat.Failure;
import dev.parley.chat.MessageId;

/// What came of carrying one message to WhatsApp.
public sealed interface Outcome {
  /// WhatsApp has it.
  ///
  /// @param id WhatsApp's id
  record Accepted(MessageId id) implements Outcome {}

  /// WhatsApp did not take it, for now: it is tried again later, however often.
  ///
  /// @param scope who has to wait
  record NotNow(Failure reason, Scope scope) implements Outcome {}

  /// Nobody knows whether WhatsApp has it: no answer came, or one that does not say.
  record Unknown(Failure reason) implements Outcome {}

  /// WhatsApp does not take it, now or later.
  record Refused(Failure reason) implements Outcome {}

  /// WhatsApp takes nothing from this account until a person mends something.
  record Stopped(Failure reason) implements Outcome {}

  /// Who has to wait.
  enum Scope {
    /// The customer, or the group, gets too much at once.
    CHAT,
    /// The number sends too much at once, or WhatsApp cannot be reached.
    NUMBER
  }
}
