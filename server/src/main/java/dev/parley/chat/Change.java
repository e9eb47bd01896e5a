package dev.parley.chat;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
  ///
  /// @param before who answered it until then, where others do now; null: the same as now
  record ChatUpdated(WaId chat, @Nullable Answerers before) implements Change {
    /// The same people answer it as before.
    public ChatUpdated(WaId chat) {
      this(chat, null);
    }
  }

  /// A note was written, or its text changed.
  record NoteSaved(Note note) implements Change {}

  /// Something is gone for good. What was in it is kept nowhere.
  ///
  /// @param chat which it is, or where it was
  /// @param ids of the notes or messages; of a chat or contact none
  record Removed(Removed.Kind kind, WaId chat, List<String> ids) implements Change {
    public Removed {
      ids = List.copyOf(ids);
    }

    /// What is gone.
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

    /// A chat is gone.
    static Removed chat(WaId chat) {
      return new Removed(Kind.CHAT, chat, List.of());
    }

    /// The ids that clients know: those of the notes or messages, or the address of the chat or
    /// contact.
    public List<String> names() {
      return kind == Kind.CHAT || kind == Kind.CONTACT ? List.of(chat.value()) : ids;
    }
  }

  /// A contact was seen again, which no event tells.
  record ContactSeen(Contact contact) implements Change {}
}
