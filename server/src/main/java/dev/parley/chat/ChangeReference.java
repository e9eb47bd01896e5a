package dev.parley.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The part of a change that the log keeps: its kind, and the ids of the changed objects. Readers
/// of the log read the objects themselves, in their current state.
///
/// The changes of a commit are kept as a text with one line for each change: `m wamid.1` for a
/// message that was stored, `r 15551234567 wamid.1 wamid.2` for a chat that was read, `x
/// 15551234567 wamid.1` for messages of it that were removed, and `h 15551234567 a:u_1 t:` for a
/// chat that was reassigned. The last one says that user `u_1` answered the chat before, and no
/// team did. Ids contain no spaces; ids of users and teams are URL-encoded, because they may have
/// been imported.
///
/// @param id the id of the message or note, or the address of the chat or contact
/// @param messages the messages that were read or removed; otherwise empty
/// @param before the users and teams that answered a chat before it was reassigned; otherwise null
public record ChangeReference(
    Kind kind, String id, List<MessageId> messages, @Nullable Answerers before) {
  private static final String ASSIGNEE = "a:";
  private static final String TEAM = "t:";

  /// The kinds of [Change].
  public enum Kind {
    STORED('m'),
    STATUS('s'),
    AMENDED('a'),
    TOUCHED('t'),
    READ('r'),
    PRESENCE('p'),
    SAVED('c'),
    SEEN('l'),
    CHAT('h'),
    NOTE('n'),
    NOTES_REMOVED('d'),
    MESSAGES_REMOVED('x'),
    CHAT_REMOVED('e'),
    CONTACT_REMOVED('k'),
    /// The object of the change was erased. The change keeps its number.
    ERASED('v');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    private static Optional<Kind> of(char letter) {
      for (Kind kind : values()) {
        if (kind.letter == letter) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }

    /// Whether it is a change of a contact.
    boolean isOfContact() {
      return this == PRESENCE || this == SAVED || this == SEEN;
    }

    /// The kind of the removed object; null if nothing was removed.
    Change.Removed.@Nullable Kind removed() {
      return switch (this) {
        case NOTES_REMOVED -> Change.Removed.Kind.NOTE;
        case MESSAGES_REMOVED -> Change.Removed.Kind.MESSAGE;
        case CHAT_REMOVED -> Change.Removed.Kind.CHAT;
        case CONTACT_REMOVED -> Change.Removed.Kind.CONTACT;
        case STORED, STATUS, AMENDED, TOUCHED, READ, PRESENCE, SAVED, SEEN, CHAT, NOTE, ERASED ->
            null;
      };
    }

    private static Kind of(Change.Removed.Kind removed) {
      return switch (removed) {
        case NOTE -> NOTES_REMOVED;
        case MESSAGE -> MESSAGES_REMOVED;
        case CHAT -> CHAT_REMOVED;
        case CONTACT -> CONTACT_REMOVED;
      };
    }

    /// Whether it is a change of one message.
    boolean isOfMessage() {
      return this == STORED || this == STATUS || this == AMENDED || this == TOUCHED;
    }
  }

  public ChangeReference {
    messages = List.copyOf(messages);
  }

  /// The text for some changes, in order.
  public static String write(List<Change> changes) {
    StringBuilder text = new StringBuilder(64 * changes.size());
    for (Change change : changes) {
      switch (change) {
        case Change.MessageStored(var message) -> line(text, Kind.STORED, message.id().value());
        case Change.StatusChanged(var message) -> line(text, Kind.STATUS, message.id().value());
        case Change.MessageAmended(var message) -> line(text, Kind.AMENDED, message.id().value());
        case Change.MessageTouched(var message) -> line(text, Kind.TOUCHED, message.id().value());
        case Change.ChatRead read -> {
          line(text, Kind.READ, read.chat().value());
          read.messages().forEach(id -> text.append(' ').append(id.value()));
        }
        case Change.PresenceChanged(var contact) -> line(text, Kind.PRESENCE, contact);
        case Change.ContactSaved(var contact) -> line(text, Kind.SAVED, contact);
        case Change.ContactSeen(var contact) -> line(text, Kind.SEEN, contact);
        case Change.ChatUpdated(var chat, var before) -> {
          line(text, Kind.CHAT, chat.value());
          line(text, before);
        }
        case Change.NoteSaved(var note) -> line(text, Kind.NOTE, note.id());
        case Change.Removed(var kind, var chat, var ids) -> {
          line(text, Kind.of(kind), chat.value());
          ids.forEach(id -> text.append(' ').append(id));
        }
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, Kind kind, Contact contact) {
    line(text, kind, contact.waId().value());
  }

  private static void line(StringBuilder text, @Nullable Answerers before) {
    if (before != null) {
      text.append(' ').append(ASSIGNEE).append(encoded(before.assignee()));
      text.append(' ').append(TEAM).append(encoded(before.team()));
    }
  }

  private static void line(StringBuilder text, Kind kind, String id) {
    text.append(text.isEmpty() ? "" : "\n").append(kind.letter).append(' ').append(id);
  }

  private static String encoded(@Nullable String id) {
    return id == null ? "" : URLEncoder.encode(id, UTF_8);
  }

  private static @Nullable String decoded(String word, String prefix) {
    if (!word.startsWith(prefix)) {
      throw damaged();
    }
    String id = word.substring(prefix.length());
    return id.isEmpty() ? null : URLDecoder.decode(id, UTF_8);
  }

  private static IllegalArgumentException damaged() {
    return new IllegalArgumentException("the log of changes is damaged");
  }

  /// The references in a text that [#write] returned.
  ///
  /// @throws IllegalArgumentException if the text is damaged
  public static List<ChangeReference> read(String text) {
    List<ChangeReference> all = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      String[] words = line.split(" ", -1);
      Kind kind = Kind.of(line.charAt(0)).orElse(null);
      if (kind == null || words.length < 2 || words[0].length() != 1) {
        throw damaged();
      }
      if (kind == Kind.CHAT) {
        all.add(new ChangeReference(kind, words[1], List.of(), before(words)));
        continue;
      }
      List<MessageId> messages = new ArrayList<>();
      for (int i = 2; i < words.length; i++) {
        messages.add(new MessageId(words[i]));
      }
      all.add(new ChangeReference(kind, words[1], messages, null));
    }
    return all;
  }

  private static @Nullable Answerers before(String[] words) {
    return words.length < 4
        ? null
        : new Answerers(decoded(words[2], ASSIGNEE), decoded(words[3], TEAM));
  }

  /// The text for references that were read from the log, when the changes themselves are not
  /// available.
  public static String writeReferences(List<ChangeReference> references) {
    StringBuilder text = new StringBuilder(64 * references.size());
    for (ChangeReference reference : references) {
      line(text, reference.kind, reference.id);
      reference.messages.forEach(id -> text.append(' ').append(id.value()));
      line(text, reference.before);
    }
    return text.toString();
  }

  /// The same change after its object was erased.
  public static ChangeReference erased() {
    return new ChangeReference(Kind.ERASED, "-", List.of(), null);
  }
}
