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
  /// those before the newest `kept` changes. The last entry always stays. Entries stay forgotten
  /// even if the step fails.
  ///
  /// @param limit the number of entries to look at
  /// @return whether there may be more
  boolean forgetChanges(Instant before, long kept, int limit);

  /// The message with this id of Parley or of WhatsApp.
  Optional<Message> message(MessageId id);

  /// Announces that the step will read these messages, so that the store can read them with few
  /// queries. Missing messages are ignored.
  void readAhead(Collection<MessageId> messages);

  /// Adds a message unless its id, or its WhatsApp id, is taken. The unique keys decide.
  ///
  /// @return whether it was added
  boolean add(Message message, @Nullable String webhookData);

  /// The JSON that reported a stored message, in any format; empty if a client sent the message.
  Optional<String> webhookData(Message message);

  /// Writes the delivery, body, reactions and `updatedAt` of a stored message.
  void update(Message message);

  /// Writes WhatsApp's id of a stored message, in addition to what [#update] writes. The message
  /// had no such id, or that of a failed attempt. No other message has the new id.
  void identify(Message message);

  /// The next messages that are `pending`, in the store's own order.
  ///
  /// @param after the position to start at, as the previous part gives it; null: the first message
  /// @param limit the maximum number of messages to return
  PendingPart pending(@Nullable String after, int limit);

  /// The next incoming messages of `chat` that nobody has read, in the order of their timestamps,
  /// then `seq`. Looks at a limited number of messages, so more may follow even if it finds none.
  ///
  /// @param after the position to start at
  /// @param limit the maximum number of messages to return
  UnreadPart unread(WaId chat, MessagePosition after, int limit);

  /// Some unread messages of a chat.
  ///
  /// @param rest the position after which to continue; null: there are no more
  record UnreadPart(List<Message> messages, @Nullable MessagePosition rest) {
    public UnreadPart {
      messages = List.copyOf(messages);
    }
  }

  /// The latest timestamp of a message of `chat` in one direction, after `after` and before
  /// `before`.
  ///
  /// @param after excluded
  /// @param before excluded
  Optional<Instant> newest(WaId chat, Direction direction, Instant after, Instant before);

  Optional<ChatSummary> summary(WaId chat);

  void save(ChatSummary summary);

  /// Some chats whose snooze ends at `now` or has ended, in the store's own order.
  List<WaId> snoozedUntil(Instant now, int limit);

  /// Some chats with a label, in the store's own order.
  List<WaId> labelled(String label, int limit);

  Optional<SharedRecord> shared(SharedRecord.Kind kind, String id);

  /// Every record of a kind, by id.
  List<SharedRecord> shared(SharedRecord.Kind kind);

  /// Adds a record, or replaces it.
  void save(SharedRecord what);

  /// Removes a record, if it exists.
  void remove(SharedRecord.Kind kind, String id);

  Optional<Note> note(String id);

  /// The notes of a chat, in the order in which they were written.
  ///
  /// @param limit the maximum number to return
  List<Note> notes(WaId chat, int limit);

  /// Adds a note, or replaces it.
  void save(Note note);

  /// Removes a note, if it exists.
  void removeNote(String id);

  /// Whether a report or an amendment waits for a message with one of these ids.
  default boolean isAwaited(List<MessageId> names) {
    return names.stream()
        .anyMatch(name -> !reportsFor(name).isEmpty() || !amendmentsOf(name, 1).isEmpty());
  }

  /// Keeps a report for a message that has not arrived yet. It replaces a report of the same status
  /// of the same message: see [StatusReport#isLike].
  void keep(StatusReport report, Instant receivedAt);

  /// The reports that wait for a message.
  List<StatusReport> reportsFor(MessageId message);

  /// Removes the reports that wait for a message.
  void forgetReportsFor(MessageId message);

  /// Removes some of the waiting reports that were received before `moment`.
  ///
  /// @param limit the number to remove, approximately
  /// @return whether there may be more
  boolean forgetReportsBefore(Instant moment, int limit);

  /// Keeps an amendment.
  ///
  /// @return false if its event is already kept
  boolean keep(Amendment amendment);

  /// The amendment of this event, unless it was removed.
  Optional<Amendment> amendment(MessageId event);

  /// The latest amendment of the same kind, person, message and chat as `amendment`: see
  /// [Amendment#isLike]. Of several with the same time, the one that was received last.
  Optional<Amendment> latestLike(Amendment amendment);

  /// Removes the amendments that `latest`, which is kept, replaces. Among the amendments of the
  /// same kind, person, message and chat (see [Amendment#isLike]), these are the earlier ones, and
  /// those of the same time except the last [#REMEMBERED]. If there are very many, it removes only
  /// some of them.
  void forgetEarlier(Amendment latest);

  /// The number of amendments with the same time that are kept, so that their events are recognized
  /// as duplicates.
  int REMEMBERED = 32;

  /// The amendments of a message: edits and revocations first, then reactions, each in the order in
  /// which they were received.
  ///
  /// @param limit the maximum number to return
  List<Amendment> amendmentsOf(MessageId message, int limit);

  Optional<Contact> contact(WaId waId);

  void save(Contact contact);

  /// The next contacts, by address, that are marked online although they have shown no activity
  /// since `moment`. Looks at a limited number of contacts, so more may follow even if it finds
  /// none.
  ///
  /// @param after the address after which to start; null: at the first
  /// @param limit the maximum number of contacts to return
  SilentPart onlineButUnseenSince(Instant moment, @Nullable WaId after, int limit);

  /// Some silent contacts.
  ///
  /// @param rest the address after which to continue; null: there are no more
  record SilentPart(List<Contact> contacts, @Nullable WaId rest) {
    public SilentPart {
      contacts = List.copyOf(contacts);
    }
  }

  /// The address of the chat of the person with this user id, if it differs from the user id.
  Optional<WaId> addressOf(WaId userId);

  /// The numbers and user ids that lead to the chat at `address`, in no particular order.
  List<Alias> aliasesOf(WaId address);

  /// Stores to which chat a number or user id leads.
  void save(Alias alias);

  /// Makes `from` another name of `to`: every user id or number that led to `from` leads to `to`,
  /// and amendments that were made in the chat at `from` belong to the chat at `to`.
  void redirect(WaId from, WaId to);

  /// Moves a stored message to another chat: writes its chat, its `seq` and WhatsApp's id, in
  /// addition to what [#update] writes.
  ///
  /// @param before the message as it is stored
  void move(Message before, Message after);

  /// Removes the summary and the contact of an address. Its messages and notes were moved before.
  void forget(WaId address);

  /// Keeps a body that was not understood. If the same bytes are already kept, only their count
  /// grows.
  void keep(Unprocessed unprocessed, Instant now);

  /// The body with this number that was not understood.
  Optional<ChatHistory.KeptUnprocessed> unprocessed(long number);

  /// Adds a body from another store that was not understood, with its number, unless the number or
  /// the bytes are taken. Later numbers are higher.
  ///
  /// @return whether it was added
  boolean add(ChatHistory.KeptUnprocessed entry);

  /// Removes a body that a replay has understood, or that somebody dismissed.
  ///
  /// @return the number of bytes that the step had to handle; empty if there is no such body
  OptionalLong forgetUnprocessed(long number);

  /// The oldest messages of a chat, by timestamp, then `seq`.
  ///
  /// @param before only messages that were written before this time; null: all
  /// @param limit the maximum number to return
  List<Message> oldest(WaId chat, @Nullable Instant before, int limit);

  /// The newest message of a chat, by timestamp, then `seq`.
  Optional<Message> newest(WaId chat);

  /// Removes a message for good, with the JSON that reported it, and its reports and amendments.
  ///
  /// @param names all ids by which reports and amendments refer to it
  void erase(Message message, List<MessageId> names);

  /// Whether a message shows a file.
  ///
  /// @param file the id of the file
  boolean shows(String file);

  /// Removes the rest of a chat without messages for good: its summary, its notes, and amendments
  /// that wait there.
  void eraseChat(WaId chat);

  /// Removes a contact for good, with the user ids that lead to this address and the contact's
  /// amendments that wait for a message.
  void erasePerson(WaId address);

  /// Replaces the changes in an entry of the log of changes.
  ///
  /// @param last the number of its last change
  /// @param changes the new text, see [ChangeReference]; the number of changes stays the same
  void rewriteChanges(long last, String changes);

  /// The statistics of one day and one member of the team.
  Optional<AgentDay> counted(AgentDay.Key key);

  /// Adds the statistics of one day and one member of the team, or replaces them.
  void save(AgentDay day);

  /// Adds measurements of steps to the stored statistics.
  default void count(List<AgentDay> measured) {
    for (AgentDay day : AgentDay.sums(measured)) {
      save(counted(day.key()).map(it -> it.plus(day)).orElse(day));
    }
  }
}
