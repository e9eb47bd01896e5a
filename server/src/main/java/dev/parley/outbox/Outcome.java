package dev.parley.outbox;

import dev.parley.chat.Failure;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import org.jspecify.annotations.Nullable;

/// What came of carrying one message to WhatsApp.
public sealed interface Outcome {
  /// WhatsApp has it.
  ///
  /// @param id WhatsApp's id
  /// @param held whether WhatsApp keeps it back for now: see [dev.parley.chat.Status#HELD]
  /// @param customer by what WhatsApp knows the customer; null where it did not say
  record Accepted(MessageId id, boolean held, @Nullable Person customer) implements Outcome {
    /// One that is on its way, and nothing is said of the customer.
    public Accepted(MessageId id) {
      this(id, false, null);
    }
  }

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
