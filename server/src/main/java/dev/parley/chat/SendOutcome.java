package dev.parley.chat;

import java.time.Instant;
import java.util.Objects;

/// What became of a message, or a reaction, that a client asked us to send. Of a reaction the
/// message is the one that it is on, as it is now.
public sealed interface SendOutcome {
  /// It is stored now.
  record Stored(Message message) implements SendOutcome {}

  /// It was stored before, by an earlier request with the same id: nothing happened.
  record AlreadyStored(Message message) implements SendOutcome {}

  /// Another message has this id: nothing happened.
  record IdTaken(MessageId id) implements SendOutcome {}

  /// Only a template could be sent now: nothing happened. See [ServiceWindow#refusal].
  ///
  /// @param since when the window closed
  record WindowClosed(Instant since) implements SendOutcome {}

  /// The chat has newer messages than the sender has seen: nothing happened.
  ///
  /// @param chat the chat that the message is for
  record Overtaken(WaId chat) implements SendOutcome {}

  /// There is nothing to react to: nothing happened.
  record NoTarget(NoTargetReason reason) implements SendOutcome {}

  /// Why a reaction has no message to be on.
  enum NoTargetReason {
    /// The chat has no message of this id.
    UNKNOWN("must be the id of a message of this chat"),
    /// It is ours, and WhatsApp does not have it.
    FAILED("must be the id of a message that WhatsApp has: this one failed"),
    /// It was stored without WhatsApp.
    NOT_OF_WHATSAPP("must be the id of a message that WhatsApp has: this one was never there");

    private final String problem;

    NoTargetReason(String problem) {
      this.problem = problem;
    }

    /// For people: what the field that named the message must be.
    public String problem() {
      return problem;
    }
  }

  /// Whether a draft says the same as a message with its id.
  ///
  /// @param chat where the draft belongs
  static SendOutcome compare(Message there, Draft draft, WaId chat) {
    boolean same =
        there.chat().equals(chat)
            && there.direction() == draft.direction()
            && Objects.equals(there.body().content(), draft.body().content())
            // what is shown of content may be worded in another way by now
            && (draft.body().content() != null || there.body().text().equals(draft.body().text()))
            && Objects.equals(there.body().replyTo(), draft.body().replyTo());
    return same ? new AlreadyStored(there) : new IdTaken(draft.id());
  }
}
