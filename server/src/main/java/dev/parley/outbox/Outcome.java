package dev.parley.outbox;

import dev.parley.chat.Failure;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import org.jspecify.annotations.Nullable;

/// The outcome of sending one message to WhatsApp.
public sealed interface Outcome {
  /// WhatsApp accepted the message.
  ///
  /// @param id WhatsApp's id
  /// @param held whether WhatsApp holds it back for now: see [dev.parley.chat.Status#HELD]
  /// @param customer the customer as WhatsApp knows them; null if the answer does not say
  record Accepted(MessageId id, boolean held, @Nullable Person customer) implements Outcome {
    /// An accepted message that is not held, without information about the customer.
    public Accepted(MessageId id) {
      this(id, false, null);
    }
  }

  /// WhatsApp did not accept the message now: Parley tries again later, as often as necessary.
  ///
  /// @param scope the messages that have to wait
  record NotNow(Failure reason, Scope scope) implements Outcome {}

  /// It is unknown whether WhatsApp has the message: there was no answer, or an unclear one.
  record Unknown(Failure reason) implements Outcome {}

  /// WhatsApp does not accept the message, now or later.
  record Refused(Failure reason) implements Outcome {}

  /// WhatsApp accepts nothing from this account until a person fixes a problem.
  record Stopped(Failure reason) implements Outcome {}

  /// The messages that have to wait.
  enum Scope {
    /// Messages to the same customer or group, because too many were sent at once.
    CHAT,
    /// All messages of the number, because it sent too many at once, or WhatsApp cannot be reached.
    NUMBER
  }
}
