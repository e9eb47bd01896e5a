package dev.parley.chat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the log of changes of a store, so that a client or subscriber that was away receives what
/// it missed. This class serves every kind of store; a store implements [Rows].
///
/// The log has an entry for each commit that changed something. An entry contains the ids of the
/// changed objects, see [ChangeReference]. The objects themselves are read from the store after the
/// entries, so they are at least as new as the entries.
public final class ChangeLog {
  /// The maximum number of entries that are read at once.
  private static final int ENTRIES = 64;

  /// The maximum number of objects that are read at once.
  private static final int OBJECTS = 16;

  private final Rows rows;

  public ChangeLog(Rows rows) {
    this.rows = rows;
  }

  /// The entry of one commit.
  ///
  /// @param last the number of its last change
  /// @param count the number of its changes; 0 at the start of a new log: callers with an earlier
  ///   position have to read everything again
  /// @param token the token of the commit, see [StreamPosition]
  /// @param changes the text of the changes, see [ChangeReference#write]
  public record Entry(long last, int count, long token, Instant at, String changes) {
    /// The position after its last change.
    public StreamPosition position() {
      return new StreamPosition(last, token);
    }

    private boolean covers(StreamPosition position) {
      return token == position.token()
          && (position.number() == last
              || (position.number() < last && position.number() > last - count));
    }
  }

  /// The rows from which the log and the changed objects are read.
  public interface Rows {
    /// The last entry; a log always has one.
    Entry newest();

    /// Entries in order, starting with the entry that contains the change of this number, or the
    /// next change that still exists.
    List<Entry> entriesFrom(long number, int limit);

    /// The messages with these ids; missing ones are left out.
    Map<MessageId, Message> messages(Collection<MessageId> ids);

    /// The contacts with these ids; missing ones are left out.
    Map<WaId, Contact> contacts(Collection<WaId> ids);

    /// The notes with these ids; missing ones are left out.
    Map<String, Note> notes(Collection<String> ids);
  }

  /// One reference and its position.
  private record Numbered(StreamPosition position, Instant at, ChangeReference reference) {}

  /// @param more whether there are more references than these
  private record Part(List<Numbered> references, boolean more) {}

  /// The position after the last change.
  public StreamPosition position() {
    return rows.newest().position();
  }

  /// The position after the last commit before a time, by the clock of the process that made the
  /// commit. A binary search: it reads about log2(n) of the n entries.
  ///
  /// @return empty if the log does not reach back that far
  public Optional<StreamPosition> before(Instant time) {
    Entry found = rows.entriesFrom(0, 1).getFirst();
    if (!found.at().isBefore(time)) {
      return found.count() == 0 ? Optional.of(found.position()) : Optional.empty();
    }
    long first = found.last();
    long last = rows.newest().last();
    while (first < last) {
      long middle = last - (last - first) / 2; // above `first`
      Entry entry = rows.entriesFrom(middle, 1).getFirst();
      if (entry.at().isBefore(time)) {
        found = entry;
        first = entry.last();
      } else {
        last = middle - 1;
      }
    }
    return Optional.of(found.position());
  }

  /// The objects that changed after `since`, by their ids; the caller reads the objects.
  ///
  /// @param limit the maximum number of changes; a chat that was read counts once for each message
  ///   that was unread
  /// @return empty if `since` is not, or no longer, in the log: then the caller has to read
  ///   everything again
  public Optional<Sync> sync(StreamPosition since, int limit) {
    Part part = part(since, limit);
    if (part == null) {
      return Optional.empty();
    }
    Set<MessageId> messages = new LinkedHashSet<>();
    Set<WaId> people = new LinkedHashSet<>();
    Set<String> notes = new LinkedHashSet<>();
    Set<Change.Removed> removed = new LinkedHashSet<>();
    Map<WaId, Set<Answerers>> before = new LinkedHashMap<>();
    for (Numbered numbered : part.references) {
      ChangeReference reference = numbered.reference;
      Change.Removed gone = removed(reference);
      if (gone != null) {
        removed.add(gone);
      } else if (reference.kind().isOfMessage()) {
        messages.add(new MessageId(reference.id()));
      } else if (reference.kind() == ChangeReference.Kind.NOTE) {
        notes.add(reference.id());
      } else if (reference.kind() != ChangeReference.Kind.ERASED) {
        people.add(new WaId(reference.id()));
        messages.addAll(reference.messages());
      }
      if (reference.before() != null) {
        before
            .computeIfAbsent(new WaId(reference.id()), _ -> new HashSet<>())
            .add(reference.before());
      }
    }
    return Optional.of(
        new Sync(
            part.references.isEmpty() ? since : part.references.getLast().position,
            part.more,
            List.copyOf(messages),
            List.copyOf(people),
            List.copyOf(notes),
            List.copyOf(removed),
            before));
  }

  /// The removal that a change reports; null if it reports none.
  private static Change.@Nullable Removed removed(ChangeReference reference) {
    Change.Removed.Kind kind = reference.kind().removed();
    return kind == null
        ? null
        : new Change.Removed(
            kind,
            new WaId(reference.id()),
            reference.messages().stream().map(MessageId::value).toList());
  }

  /// The changes after `since`, in order. Each is in a separate commit and has the changed object
  /// in its current state. Changes of objects that no longer exist are left out.
  ///
  /// @param limit the maximum number of changes, counted as in [#sync]; there are fewer if their
  ///   messages are long
  /// @return empty if `since` is not, or no longer, in the log
  public Optional<Missed> missed(StreamPosition since, int limit) {
    Part part = part(since, limit);
    if (part == null) {
      return Optional.empty();
    }
    List<Commit> commits = new ArrayList<>();
    StreamPosition reached = since;
    boolean more = part.more;
    long bytes = 0;
    for (int from = 0; from < part.references.size(); from += OBJECTS) {
      if (!MessageSlice.hasRoom(bytes)) {
        more = true;
        break;
      }
      int to = Math.min(from + OBJECTS, part.references.size());
      List<Numbered> some = part.references.subList(from, to);
      bytes += addChanges(some, commits);
      reached = some.getLast().position;
    }
    return Optional.of(new Missed(reached, more, commits));
  }

  /// @return the approximate number of bytes that their messages take in memory
  private long addChanges(List<Numbered> references, List<Commit> commits) {
    Set<MessageId> messages = new HashSet<>();
    Set<WaId> contacts = new HashSet<>();
    Set<String> notes = new HashSet<>();
    for (Numbered numbered : references) {
      ChangeReference reference = numbered.reference;
      if (reference.kind().isOfMessage()) {
        messages.add(new MessageId(reference.id()));
      } else if (reference.kind().isOfContact()) {
        contacts.add(new WaId(reference.id()));
      } else if (reference.kind() == ChangeReference.Kind.NOTE) {
        notes.add(reference.id());
      }
    }
    Map<MessageId, Message> messagesNow = rows.messages(messages);
    Map<WaId, Contact> contactsNow = rows.contacts(contacts);
    Map<String, Note> notesNow = notes.isEmpty() ? Map.of() : rows.notes(notes);
    for (Numbered numbered : references) {
      Change change = change(numbered, messagesNow, contactsNow, notesNow);
      if (change != null) {
        StreamPosition position = numbered.position;
        commits.add(new Commit(position.number(), position.token(), List.of(change)));
      }
    }
    return messagesNow.values().stream().mapToLong(Message::bytes).sum();
  }

  /// Changes that a subscriber or client missed.
  ///
  /// @param position the position at which to continue
  /// @param more whether there are already more changes after it
  public record Missed(StreamPosition position, boolean more, List<Commit> commits) {
    public Missed {
      commits = List.copyOf(commits);
    }
  }

  private static @Nullable Change change(
      Numbered numbered,
      Map<MessageId, Message> messages,
      Map<WaId, Contact> contacts,
      Map<String, Note> notes) {
    ChangeReference reference = numbered.reference;
    if (reference.kind() == ChangeReference.Kind.ERASED) {
      return null;
    }
    if (reference.kind() == ChangeReference.Kind.NOTE) {
      Note note = notes.get(reference.id());
      return note == null ? null : new Change.NoteSaved(note);
    }
    if (reference.kind().removed() != null) {
      return removed(reference);
    }
    if (reference.kind() == ChangeReference.Kind.READ) {
      return new Change.ChatRead(new WaId(reference.id()), reference.messages(), numbered.at);
    }
    if (reference.kind() == ChangeReference.Kind.CHAT) {
      return new Change.ChatUpdated(new WaId(reference.id()), reference.before());
    }
    if (reference.kind().isOfMessage()) {
      Message message = messages.get(new MessageId(reference.id()));
      return message == null
          ? null
          : switch (reference.kind()) {
            case STORED -> new Change.MessageStored(message);
            case STATUS -> new Change.StatusChanged(message);
            case AMENDED -> new Change.MessageAmended(message);
            default -> new Change.MessageTouched(message);
          };
    }
    Contact contact = contacts.get(new WaId(reference.id()));
    return contact == null
        ? null
        : switch (reference.kind()) {
          case PRESENCE -> new Change.PresenceChanged(contact);
          case SAVED -> new Change.ContactSaved(contact);
          default -> new Change.ContactSeen(contact);
        };
  }

  /// The references after `since`; null if the log does not know `since`, or is damaged after it:
  /// then the caller has to read everything again.
  private @Nullable Part part(StreamPosition since, int limit) {
    try {
      return readPart(since, limit);
    } catch (IllegalArgumentException damaged) {
      return null;
    }
  }

  private @Nullable Part readPart(StreamPosition since, int limit) {
    List<Entry> entries = rows.entriesFrom(since.number(), ENTRIES);
    if (entries.isEmpty() || !entries.getFirst().covers(since)) {
      return null;
    }
    List<Numbered> references = new ArrayList<>();
    long left = limit;
    while (!entries.isEmpty()) {
      for (Entry entry : entries) {
        if (entry.count() == 0 && entry.last() != since.number()) {
          return null;
        }
        if (entry.last() == since.number()) {
          continue;
        }
        long number = entry.last() - entry.count();
        for (ChangeReference reference : ChangeReference.read(entry.changes())) {
          number++;
          if (number <= since.number()) {
            continue;
          }
          if (left <= 0) {
            return new Part(references, true);
          }
          left -= Math.max(1, reference.messages().size());
          references.add(
              new Numbered(new StreamPosition(number, entry.token()), entry.at(), reference));
        }
      }
      entries = rows.entriesFrom(entries.getLast().last() + 1, ENTRIES);
    }
    return new Part(references, false);
  }
}
