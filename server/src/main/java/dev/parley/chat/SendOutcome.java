package dev.parley.chat;

import java.util.Objects;

/// What became of a message that a client asked us to send.
public sealed interface SendOutcome {
  /// It is stored now.
  record Stored(Message message) implements SendOutcome {}

  /// It was stored before, by an earlier request with the same id: nothing happened.
  record AlreadyStored(Message message) implements SendOutcome {}

  /// Another message has this id: nothing happened.
  record IdTaken(MessageId id) implements SendOutcome {}

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
