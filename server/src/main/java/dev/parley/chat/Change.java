package dev.parley.chat;

import java.time.Instant;
import java.util.List;

/// Something that is now so, and on disk. Told to a [ChatFeed] once, in commit order.
public sealed interface Change {
  /// A message was stored.
  record MessageStored(Message message) implements Change {}

  /// A message's status moved on.
  record StatusChanged(Message message) implements Change {}

  /// A message got another text, was taken back, or its reactions changed.
  record MessageAmended(Message message) implements Change {}

  /// Something else about a message changed: it got a status that it had passed already; it got its
  /// place, where another program stored it; or it was stored, and is no news ([Origin#HISTORY]).
  record MessageTouched(Message message) implements Change {}

  /// Every incoming message of a chat was read at once.
  record ChatRead(WaId chat, List<MessageId> messages, Instant at) implements Change {
    public ChatRead {
      messages = List.copyOf(messages);
    }
  }

  /// A contact came online or went away.
  record PresenceChanged(Contact contact) implements Change {}

  /// A contact was made, or its name, phone or avatar changed.
  record ContactSaved(Contact contact) implements Change {}

  /// The team changed how it works on a chat, see [ChatState]; or a message, or the end of a
  /// snooze, did.
  record ChatUpdated(WaId chat) implements Change {}

  /// A contact was seen again, which no event tells.
  record ContactSeen(Contact contact) implements Change {}
}
