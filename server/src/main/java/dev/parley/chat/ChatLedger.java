package dev.parley.chat;

import dev.parley.chat.ChatHistory.MessagePosition;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The rows that a store offers to [ChatRules] within one atomic step: either everything that the
/// step wrote is kept, or nothing. Reads see the step's own writes.
///
/// Used by one thread, and only while the step runs.
public interface ChatLedger {
  /// The number of the last change before this step.
  long lastChange();

  /// Forgets the oldest entries of the log of changes: those that are older than `before`, and
  /// those before the newest `kept` changes. The last entry always stays. What is forgotten stays
  /// so, even when the step fails.
  ///
  /// @param limit the number of entries to look at
  /// @return whether there may be more
  boolean forgetChanges(Instant before, long kept, int limit);

  /// The message with this id, or with this as WhatsApp's id.
  Optional<Message> message(MessageId id);

  /// Says that these messages are asked for next, so that they are read with few questions. What is
  /// not there is ignored.
  void readAhead(Collection<MessageId> messages);

  /// Adds a message unless its id, or WhatsApp's, is taken: the unique keys decide.
  ///
  /// @return whether it was added
  boolean add(Message message, @Nullable String webhookData);

  /// The JSON that told of a message that is there, in any format; empty when a client sent it.
  Optional<String> webhookData(Message message);

  /// Writes the delivery, body, reactions and `updatedAt` of a message that is there.
  void update(Message message);

  /// Writes WhatsApp's id of a message that is there, beside what [#update] writes. The message had
  /// none, or that of a try that failed. Nothing has the new one yet.
  void identify(Message message);

  /// The next messages that are `pending`, in an order of the store's own.
  ///
  /// @param after where to begin, from the part before; null: at the first
  /// @param limit the most messages to return
  PendingPart pending(@Nullable String after, int limit);

  /// The next incoming messages of `chat` that nobody has read, in the order of their timestamps,
  /// then `seq`. Looks at a bounded number of messages: there may be a rest even when it found
  /// none.
  ///
  /// @param after where to begin
  /// @param limit the most messages to return
  UnreadPart unread(WaId chat, MessagePosition after, int limit);

  /// Some unread messages of a chat.
  ///
  /// @param rest the position after which to continue; null: there are no more
  record UnreadPart(List<Message> messages, @Nullable MessagePosition rest) {
    public UnreadPart {
      messages = List.copyOf(messages);
    }
  }

  /// The latest timestamp, between two others, of a message of `chat` in one direction.
  ///
  /// @param after earlier than it
  /// @param before later than it
  Optional<Instant> newest(WaId chat, Direction direction, Instant after, Instant before);

  Optional<ChatSummary> summary(WaId chat);

  void save(ChatSummary summary);

  /// Some chats whose snooze ends at `now` or has ended, in an order of the store's own.
  List<WaId> snoozedUntil(Instant now, int limit);

  /// Some chats with a label, in an order of the store's own.
  List<WaId> labelled(String label, int limit);

  Optional<SharedRecord> shared(SharedRecord.Kind kind, String id);

  /// Every record of a kind, by id.
  List<SharedRecord> shared(SharedRecord.Kind kind);

  /// Adds a record, or replaces it.
  void save(SharedRecord what);

  /// Removes a record, if it is there.
  void remove(SharedRecord.Kind kind, String id);

  Optional<Note> note(String id);

  /// The notes of a chat, in the order in which they were written.
  ///
  /// @param limit the most to return
  List<Note> notes(WaId chat, int limit);

  /// Adds a note, or replaces it.
  void save(Note note);

  /// Removes a note, if it is there.
  void removeNote(String id);

  /// Whether a report or an amendment is kept for a message of one of these names.
  default boolean isAwaited(List<MessageId> names) {
    return names.stream()
        .anyMatch(name -> !reportsFor(name).isEmpty() || !amendmentsOf(name, 1).isEmpty());
  }

  /// Keeps a report for a message that is not there yet, in place of one with the same status.
  void keep(StatusReport report, Instant receivedAt);

  /// The reports that wait for a message.
  List<StatusReport> reportsFor(MessageId message);

  /// Forgets them.
  void forgetReportsFor(MessageId message);

  /// Forgets some of those that were received before `moment`.
  ///
  /// @param limit the number to forget, approximately
  /// @return whether there may be more
  boolean forgetReportsBefore(Instant moment, int limit);

  /// Keeps an amendment.
  ///
  /// @return false when its event is kept already
  boolean keep(Amendment amendment);

  /// The amendment that this event brought, unless it was forgotten.
  Optional<Amendment> amendment(MessageId event);

  /// The latest by time of those that are [like][Amendment#isLike] `amendment`; of the same time,
  /// the one received last.
  Optional<Amendment> latestLike(Amendment amendment);

  /// Forgets what `latest`, which is kept, has made needless: those [like][Amendment#isLike] it
  /// that are earlier, and of the same time all but the [#REMEMBERED] received last. Where there
  /// are very many it forgets only some of them.
  void forgetEarlier(Amendment latest);

  /// How many amendments of one time are kept so that their events are recognized when they come
  /// again.
  int REMEMBERED = 32;

  /// What is kept about a message: edits and revocations first, then reactions, each in the order
  /// in which they were received.
  ///
  /// @param limit the most to return
  List<Amendment> amendmentsOf(MessageId message, int limit);

  Optional<Contact> contact(WaId waId);

  void save(Contact contact);

  /// The next contacts, by address, that are marked online though nothing was heard from them since
  /// `moment`. Looks at a bounded number of contacts: there may be a rest even when it found none.
  ///
  /// @param after the address after which to begin; null: at the first
  /// @param limit the most contacts to return
  SilentPart onlineButUnseenSince(Instant moment, @Nullable WaId after, int limit);

  /// Some silent contacts.
  ///
  /// @param rest the address after which to continue; null: there are no more
  record SilentPart(List<Contact> contacts, @Nullable WaId rest) {
    public SilentPart {
      contacts = List.copyOf(contacts);
    }
  }

  /// The address under which the person with this user id has their chat, where it is another than
  /// the id itself.
  Optional<WaId> addressOf(WaId userId);

  /// From now on the person with this user id is found at `address`.
  void saveAddress(WaId userId, WaId address);

  /// Keeps what could not be understood; the same bytes again only count.
  void keep(Unprocessed unprocessed, Instant now);

  /// What could not be understood and has this number.
  Optional<ChatHistory.KeptUnprocessed> unprocessed(long number);

  /// Adds what another store could not understand, with its number, unless the number or the bytes
  /// are taken. Numbers given out later are higher.
  ///
  /// @return whether it was added
  boolean add(ChatHistory.KeptUnprocessed entry);

  /// Forgets what a replay understood, or what somebody dismissed.
  ///
  /// @return the bytes that the step had to handle; empty when there is no such entry
  OptionalLong forgetUnprocessed(long number);

  /// The oldest messages of a chat, by timestamp, then `seq`.
  ///
  /// @param before only those that were written before; null: all
  /// @param limit the most to return
  List<Message> oldest(WaId chat, @Nullable Instant before, int limit);

  /// The newest message of a chat, by timestamp, then `seq`.
  Optional<Message> newest(WaId chat);

  /// Removes a message for good, with the JSON that told of it, and the reports and amendments that
  /// are kept about it.
  ///
  /// @param names by which others call it
  void erase(Message message, List<MessageId> names);

  /// Whether a message shows a file.
  ///
  /// @param file its id
  boolean shows(String file);

  /// Removes for good what is kept of a chat whose messages are gone: its summary, its notes, and
  /// amendments that wait there.
  void eraseChat(WaId chat);

  /// Removes a contact for good, the ids that lead to this address, and amendments of theirs that
  /// wait for a message.
  void erasePerson(WaId address);

  /// Writes an entry of the log of changes again.
  ///
  /// @param last the number of its last change
  /// @param changes see [ChangeReference]: as many as before
  void rewriteChanges(long last, String changes);

  /// What is counted of a day and somebody of the team.
  Optional<AgentDay> counted(AgentDay.Key key);

  /// Adds what is counted of a day and somebody of the team, or replaces it.
  void save(AgentDay day);

  /// Adds what steps are counted as to what is stored.
  default void count(List<AgentDay> measured) {
    for (AgentDay day : AgentDay.sums(measured)) {
      save(counted(day.key()).map(it -> it.plus(day)).orElse(day));
    }
  }
}
