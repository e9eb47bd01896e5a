package dev.parley.chat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the rules for conversations leave what is to be carried to WhatsApp: part of the same step
/// as the message itself, so that both are kept or neither.
///
/// Used by one thread, and only while the step runs.
public interface Outbox {
  /// Carries nothing: for stores whose messages are sent by nobody, or by somebody else.
  Outbox NONE =
      new Outbox() {
        @Override
        public void add(Message message, @Nullable String payload, Urgency urgency) {}

        @Override
        public void statusKnown(Message message) {}

        @Override
        public boolean remembers(Message message) {
          return true;
        }

        @Override
        public void again(Message message, Urgency urgency) {}

        @Override
        public void add(MessageId id, Message target, CarriedReaction reaction, Urgency urgency) {}

        @Override
        public Optional<CarriedReaction> reaction(MessageId id) {
          return Optional.empty();
        }

        @Override
        public void outcomeKnown(MessageId reaction) {}

        @Override
        public void erased(Message message) {}

        @Override
        public void erased(WaId chat) {}
      };

  /// What waits for what, where not everything can be sent at once.
  enum Urgency {
    /// Somebody waits for it: the customer has just written.
    LIVE,
    /// Nobody waits for it: a template, or a text to somebody who has been silent for long.
    BULK
  }

  /// Adds a message that became `pending`, behind what waits in its chat.
  ///
  /// @param payload what WhatsApp is to be told instead of the message's text, as JSON; null: the
  ///   text
  void add(Message message, @Nullable String payload, Urgency urgency);

  /// Somebody said how far a message has come, which was `pending` until now: it is not sent, or
  /// not sent again, unless a person asks for it.
  void statusKnown(Message message);

  /// Whether it is still known what WhatsApp is to be told of a message: of a text always, of
  /// anything else only for some time, and only where it was sent from here.
  boolean remembers(Message message);

  /// Takes a failed message in once more, behind what waits in its chat.
  void again(Message message, Urgency urgency);

  /// Adds a reaction, behind what waits in its chat.
  ///
  /// @param id its own; WhatsApp repeats it in statuses
  /// @param target the message that it is on, as of the change that put it there
  void add(MessageId id, Message target, CarriedReaction reaction, Urgency urgency);

  /// The reaction that was added under an id; it is remembered for some weeks.
  Optional<CarriedReaction> reaction(MessageId id);

  /// Somebody said what became of a reaction: it is not sent, or not sent again.
  void outcomeKnown(MessageId reaction);

  /// A message is gone for good: it is not sent, and nothing of it is remembered.
  void erased(Message message);

  /// A chat is gone for good, after its messages: nothing of it is remembered.
  void erased(WaId chat);
}
