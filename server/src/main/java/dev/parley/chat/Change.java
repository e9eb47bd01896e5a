package dev.parley.chat;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A change that is on disk. A [ChatFeed] receives it once, in commit order.
public sealed interface Change {
  /// A message was stored.
  record MessageStored(Message message) implements Change {}

  /// The status of a message changed.
  record StatusChanged(Message message) implements Change {}

  /// A message was edited or revoked, or its reactions changed.
  record MessageAmended(Message message) implements Change {}

  /// Something else about a message changed: it received an outdated status; it received its
  /// position, because another program stored it; or an old message was stored ([Origin#HISTORY]).
  record MessageTouched(Message message) implements Change {}

  /// All unread messages of a chat, or some of them, were marked as read at once.
  record ChatRead(WaId chat, List<MessageId> messages, Instant at) implements Change {
    public ChatRead {
      messages = List.copyOf(messages);
    }
  }

  /// A contact went online or offline.
  record PresenceChanged(Contact contact) implements Change {}

  /// A contact was created, or its name, phone or avatar changed.
  record ContactSaved(Contact contact) implements Change {}

  /// The state of the team's work on a chat changed, see [ChatState]: by the team, by a message, or
  /// by the end of a snooze.
  ///
  /// @param before the users and teams that answered it before, if that changed; null: no change
  record ChatUpdated(WaId chat, @Nullable Answerers before) implements Change {
    /// A change that does not reassign the chat.
    public ChatUpdated(WaId chat) {
      this(chat, null);
    }
  }

  /// A note was written, or its text changed.
  record NoteSaved(Note note) implements Change {}

  /// Something was removed for good. Its content is not kept anywhere.
  ///
  /// @param chat the removed chat, or the chat that contained the removed objects
  /// @param ids the ids of the removed notes or messages; empty for a chat or contact
  record Removed(Removed.Kind kind, WaId chat, List<String> ids) implements Change {
    public Removed {
      ids = List.copyOf(ids);
    }

    /// The kind of the removed object.
    public enum Kind {
      /// A note.
      NOTE,
      /// A message.
      MESSAGE,
      /// A chat with all of its messages and notes.
      CHAT,
      /// A contact.
      CONTACT;

      /// The word that clients see, for example `chat`.
      public String word() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    /// The removal of a chat.
    static Removed chat(WaId chat) {
      return new Removed(Kind.CHAT, chat, List.of());
    }

    /// The ids that clients know: those of the notes or messages, or the address of the chat or
    /// contact.
    public List<String> names() {
      return kind == Kind.CHAT || kind == Kind.CONTACT ? List.of(chat.value()) : ids;
    }
  }

  /// A contact was seen again. No event reports this change.
  record ContactSeen(Contact contact) implements Change {}
}
