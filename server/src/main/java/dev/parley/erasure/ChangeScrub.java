package dev.parley.erasure;

import dev.parley.chat.ChangeLog;
import dev.parley.chat.ChangeReference;
import dev.parley.chat.ChangeReference.Kind;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Finds the entries of the change log that refer to removed objects. If they were not rewritten,
/// the log would contain ids and addresses of erased people for days. Entries that announce a
/// removal stay, because clients that were offline still need them.
final class ChangeScrub {
  /// The number of entries that are read at once.
  private static final int ENTRIES = 64;

  private final ChatHistory history;
  private final Set<WaId> people;

  /// @param people the addresses of the person who is erased; empty if the scrub is not for one
  ///   person
  ChangeScrub(ChatHistory history, Set<WaId> people) {
    this.history = history;
    this.people = people;
  }

  /// The result of reading some entries.
  ///
  /// @param rewritten the new form of the entries that must be rewritten
  /// @param next the number at which to continue; 0 if these were the last entries
  record Part(List<ChangeLog.Entry> rewritten, long next) {}

  /// Reads the next entries.
  ///
  /// @param from the number of the first change to read
  /// @param last the number of the last change to read
  Part next(long from, long last) {
    List<ChangeLog.Entry> entries = history.changesFrom(from, ENTRIES);
    List<ChangeLog.Entry> rewritten = new ArrayList<>();
    List<List<ChangeReference>> all = new ArrayList<>();
    for (ChangeLog.Entry entry : entries) {
      all.add(ChangeReference.read(entry.changes()));
    }
    Known known = known(all);
    for (int i = 0; i < entries.size(); i++) {
      ChangeLog.Entry entry = entries.get(i);
      List<ChangeReference> left = all.get(i).stream().map(it -> scrubbed(it, known)).toList();
      if (entry.last() <= last && !left.equals(all.get(i))) {
        rewritten.add(
            new ChangeLog.Entry(
                entry.last(),
                entry.count(),
                entry.token(),
                entry.at(),
                ChangeReference.writeReferences(left)));
      }
    }
    boolean end = entries.isEmpty() || entries.getLast().last() >= last;
    return new Part(rewritten, end ? 0 : entries.getLast().last() + 1);
  }

  /// The objects that still exist.
  private record Known(
      Set<MessageId> messages, Set<WaId> contacts, Set<WaId> chats, Set<String> notes) {}

  private Known known(List<List<ChangeReference>> all) {
    Set<MessageId> messages = new HashSet<>();
    Set<WaId> contacts = new HashSet<>();
    Set<WaId> chats = new HashSet<>();
    Set<String> notes = new HashSet<>();
    for (List<ChangeReference> references : all) {
      for (ChangeReference it : references) {
        switch (it.kind()) {
          case STORED, STATUS, AMENDED, TOUCHED -> messages.add(new MessageId(it.id()));
          case READ -> messages.addAll(it.messages());
          case PRESENCE, SAVED, SEEN -> contacts.add(new WaId(it.id()));
          case CHAT -> chats.add(new WaId(it.id()));
          case NOTE -> notes.add(it.id());
          case NOTES_REMOVED, MESSAGES_REMOVED, CHAT_REMOVED, CONTACT_REMOVED, ERASED -> {}
        }
      }
    }
    Set<WaId> found = new HashSet<>();
    history.heads(chats).forEach(it -> found.add(it.waId()));
    return new Known(
        messages.isEmpty() ? Set.of() : history.messages(messages).keySet(),
        contacts.isEmpty() ? Set.of() : history.contacts(contacts).keySet(),
        found,
        notes.isEmpty() ? Set.of() : history.notes(notes).keySet());
  }

  private ChangeReference scrubbed(ChangeReference it, Known known) {
    boolean kept =
        switch (it.kind()) {
          case STORED, STATUS, AMENDED, TOUCHED -> known.messages.contains(new MessageId(it.id()));
          case READ -> it.messages().stream().anyMatch(known.messages::contains);
          case PRESENCE, SAVED, SEEN -> known.contacts.contains(new WaId(it.id()));
          case CHAT -> known.chats.contains(new WaId(it.id())) || it.before() != null;
          case NOTE -> known.notes.contains(it.id());
          case NOTES_REMOVED, MESSAGES_REMOVED -> !people.contains(new WaId(it.id()));
          case CHAT_REMOVED, CONTACT_REMOVED, ERASED -> true;
        };
    if (!kept) {
      return ChangeReference.erased();
    }
    if (it.kind() == Kind.READ && !known.messages.containsAll(it.messages())) {
      return new ChangeReference(
          it.kind(),
          it.id(),
          it.messages().stream().filter(known.messages::contains).toList(),
          it.before());
    }
    return it;
  }
}
