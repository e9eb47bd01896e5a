package dev.parley.chat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Receives messages for WhatsApp from the rules for conversations. It is part of the same step as
/// the message, so that both are stored or neither.
///
/// Used by one thread, and only while the step runs.
public interface Outbox {
  /// Ignores messages: for stores whose messages Parley does not send.
  Outbox NONE =
      new Outbox() {
        @Override
        public void add(Message message, @Nullable String payload, Urgency urgency) {}

        @Override
        public void statusKnown(Message message) {}

        @Override
        public boolean hasContent(Message message) {
          return true;
        }

        @Override
        public void sendAgain(Message message, Urgency urgency) {}

        @Override
        public void add(MessageId id, Message target, CarriedReaction reaction, Urgency urgency) {}

        @Override
        public Optional<CarriedReaction> reaction(MessageId id) {
          return Optional.empty();
        }

        @Override
        public void outcomeKnown(MessageId reaction) {}

        @Override
        public boolean isWaiting(WaId chat) {
          return false;
        }

        @Override
        public void erased(Message message) {}

        @Override
        public void erased(WaId chat) {}
      };

  /// The priority of messages, if not all can be sent at once.
  enum Urgency {
    /// The customer has just written and waits for an answer.
    LIVE,
    /// Nobody waits for it: a template, or a text to a customer who has not written recently.
    BULK
  }

  /// Adds a message that became `pending`, after the waiting messages of its chat.
  ///
  /// @param payload the JSON that WhatsApp receives instead of the message's text; null: the text
  void add(Message message, @Nullable String payload, Urgency urgency);

  /// Called when a message that was `pending` gets another status. From then on it is not sent, or
  /// not sent again, unless a person asks for it.
  void statusKnown(Message message);

  /// Whether the outbox still has the content that WhatsApp receives for a message: always for a
  /// text, otherwise only for some time, and only if Parley sent the message.
  boolean hasContent(Message message);

  /// Adds a failed message again, after the waiting messages of its chat.
  void sendAgain(Message message, Urgency urgency);

  /// Adds a reaction, after the waiting messages of its chat.
  ///
  /// @param id the id of the reaction, which WhatsApp returns in statuses
  /// @param target the message with the reaction, after the change that set it
  void add(MessageId id, Message target, CarriedReaction reaction, Urgency urgency);

  /// The reaction that was added under an id; it is kept for some weeks.
  Optional<CarriedReaction> reaction(MessageId id);

  /// Called when the outcome of a reaction is known. From then on it is not sent, or not sent
  /// again.
  void outcomeKnown(MessageId reaction);

  /// Whether a message or reaction of a chat waits, or is being sent.
  boolean isWaiting(WaId chat);

  /// Called when a message was removed for good. It is not sent, and no data of it is kept.
  void erased(Message message);

  /// Called when a chat was removed for good, after its messages. No data of it is kept.
  void erased(WaId chat);
}
