package dev.parley.chat;

import java.time.Instant;
import java.util.Objects;

/// The outcome of a client's request to send a message or a reaction. For a reaction, `message` is
/// the message with the reaction, in its current state.
public sealed interface SendOutcome {
  /// The message or reaction is stored now.
  record Stored(Message message) implements SendOutcome {}

  /// An earlier request with the same id has already stored it: nothing happened.
  record AlreadyStored(Message message) implements SendOutcome {}

  /// Another message has this id: nothing happened.
  record IdTaken(MessageId id) implements SendOutcome {}

  /// Only a template could be sent now: nothing happened. See [ServiceWindow#refusal].
  ///
  /// @param since the time at which the window closed
  record WindowClosed(Instant since) implements SendOutcome {}

  /// The chat has newer messages than the sender has seen: nothing happened.
  ///
  /// @param chat the chat that the message is for
  record Overtaken(WaId chat) implements SendOutcome {}

  /// There is nothing to react to: nothing happened.
  record NoTarget(NoTargetReason reason) implements SendOutcome {}

  /// Why a message cannot have a reaction.
  enum NoTargetReason {
    /// The chat has no message with this id.
    UNKNOWN("must be the id of a message of this chat"),
    /// The message is one of the business, and sending it failed, so WhatsApp does not have it.
    FAILED("must be the id of a message that WhatsApp has: this one failed"),
    /// The message was stored without being sent to WhatsApp.
    NOT_OF_WHATSAPP("must be the id of a message that WhatsApp has: this one was never sent to it");

    private final String problem;

    NoTargetReason(String problem) {
      this.problem = problem;
    }

    /// The rule that the field with the message's id violates, in words for people.
    public String problem() {
      return problem;
    }
  }

  /// The outcome for a draft whose id belongs to a stored message: [AlreadyStored] if both are the
  /// same message, otherwise [IdTaken].
  ///
  /// @param chat the chat to which the draft belongs
  static SendOutcome compare(Message there, Draft draft, WaId chat) {
    boolean same =
        there.chat().equals(chat)
            && there.direction() == draft.direction()
            && Objects.equals(there.body().content(), draft.body().content())
            // the display text of content may have changed with a later version
            && (draft.body().content() != null || there.body().text().equals(draft.body().text()))
            && Objects.equals(there.body().replyTo(), draft.body().replyTo());
    return same ? new AlreadyStored(there) : new IdTaken(draft.id());
  }
}
