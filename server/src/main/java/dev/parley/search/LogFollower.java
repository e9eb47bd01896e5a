package dev.parley.search;

import dev.parley.chat.Change;
import dev.parley.chat.ChangeLog.Missed;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.Commit;
import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.StreamPosition;
import dev.parley.chat.WaId;
import dev.parley.search.IndexCheckpoint.Phase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Applies the log of changes to the index, part by part. Used by the indexer's thread.
final class LogFollower {
  private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);

  /// The number of changes that are read at once.
  private static final int CHANGES = 500;

  private final ChatHistory history;

  LogFollower(ChatHistory history) {
    this.history = history;
  }

  enum Outcome {
    /// The log has more changes.
    MORE,
    /// The index has every change.
    CAUGHT_UP,
    /// The log does not reach back to the position of the index.
    LOST
  }

  /// The objects that a part of the log changed.
  private static final class Part {
    final Map<MessageId, Message> messages = new LinkedHashMap<>();
    final Map<WaId, Contact> contacts = new LinkedHashMap<>();
    final List<Change.Removed> removed = new ArrayList<>();

    int size() {
      return messages.size() + contacts.size() + removed.size();
    }

    boolean removesPeople() {
      return removed.stream()
          .anyMatch(it ->
              it.kind() == Change.Removed.Kind.CHAT || it.kind() == Change.Removed.Kind.CONTACT);
    }
  }

  /// Indexes the next part of the log.
  ///
  /// @throws dev.parley.chat.Refusal if the store cannot be read; the part can be indexed again
  Outcome indexNext(LuceneIndex index, IndexCommitter commits)
      throws IOException, InterruptedException {
    IndexCheckpoint checkpoint = commits.checkpoint();
    StreamPosition since = checkpoint.position();
    Optional<Missed> page = since == null ? Optional.empty() : history.missed(since, CHANGES);
    if (page.isEmpty()) {
      return Outcome.LOST;
    }
    Part part = new Part();
    for (Commit commit : page.get().commits()) {
      for (Change change : commit.changes()) {
        collect(change, part, checkpoint.isComplete());
      }
    }
    // Removals come first: the messages read with the log exist now, so they arrived after the
    // removal of their chat.
    for (Change.Removed gone : part.removed) {
      remove(index, gone, commits);
    }
    for (Message message : part.messages.values()) {
      index.put(message, true);
    }
    for (Contact contact : part.contacts.values()) {
      index.put(contact);
    }
    boolean more = page.get().more();
    Phase phase = more ? checkpoint.phase() : Phase.COMPLETE;
    if (phase != checkpoint.phase()) {
      LOG.atInfo().log("the search index is complete");
    }
    commits.advance(new IndexCheckpoint(page.get().position(), phase, null), part.size());
    if (part.removesPeople()) {
      commits.removeTraces();
    }
    return more ? Outcome.MORE : Outcome.CAUGHT_UP;
  }

  private static void remove(LuceneIndex index, Change.Removed removed, IndexCommitter commits)
      throws IOException {
    switch (removed.kind()) {
      case NOTE -> {} // no note is in the index
      case MESSAGE -> {
        index.remove(removed.ids().stream().map(MessageId::new).toList());
        commits.leaveTraces();
      }
      case CHAT -> index.removeChat(removed.chat());
      case CONTACT -> index.removeContact(removed.chat());
    }
  }

  /// @param complete whether the index has everything that was stored before this part
  private static void collect(Change change, Part part, boolean complete) {
    switch (change) {
      case Change.MessageStored(var message) -> part.messages.put(message.id(), message);
      case Change.MessageAmended(var message) -> part.messages.put(message.id(), message);
      case Change.MessageTouched(var message) -> part.messages.put(message.id(), message);
      case Change.ContactSaved(var contact) -> part.contacts.put(contact.waId(), contact);
      case Change.ContactSeen(var contact) -> {
        if (!complete) { // the position moved while everything was read
          part.contacts.put(contact.waId(), contact);
        }
      }
      case Change.StatusChanged _,
          Change.ChatRead _,
          Change.PresenceChanged _,
          Change.ChatUpdated _,
          Change.NoteSaved _ -> {}
      case Change.Removed gone -> part.removed.add(gone);
    }
  }
}
