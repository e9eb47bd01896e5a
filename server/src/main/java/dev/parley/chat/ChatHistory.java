package dev.parley.chat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The reading half of a [ChatStore]. Every method blocks: call it on a virtual thread. Safe for
/// use by many threads. Reads never wait for steps. A read sees every step that returned before it,
/// and all its data comes from one state of the store. Throws [Refusal] with `STORE_UNAVAILABLE` or
/// `OVERLOADED`.
public interface ChatHistory extends AutoCloseable {
  /// Chats, sorted by their newest message, the most recent first.
  ///
  /// @param after the position at which the previous page ended; null for the first page
  /// @param limit the maximum number to return
  default List<ListedChat> chats(@Nullable Position after, int limit) {
    return chats(new ChatCriterion.All(), after, limit);
  }

  /// The chats that match a criterion, sorted by their newest message, the most recent first. Read
  /// from an index of the criterion, so the cost depends only on `limit`, and with
  /// [ChatCriterion.VisibleTo] also on the number of its parts.
  List<ListedChat> chats(ChatCriterion criterion, @Nullable Position after, int limit);

  /// Every record of a kind, by id.
  List<SharedRecord> shared(SharedRecord.Kind kind);

  /// The notes of a chat, in the order in which they were written; at most [Note#MOST].
  List<Note> notes(WaId chat);

  /// The notes with these ids; missing ones are left out.
  Map<String, Note> notes(Collection<String> ids);

  /// The users and teams that answer these chats. A chat that nobody answers may be absent.
  Map<WaId, Answerers> answerers(Collection<WaId> chats);

  /// The heads of these chats; chats without messages are left out.
  Collection<ChatHead> heads(Collection<WaId> chats);

  /// One chat with its newest messages; empty if it never had a message.
  ///
  /// @param messages the maximum number to return, 0 or more
  Optional<Chat> chat(WaId chat, int messages);

  /// The newest messages of a chat before a position, by timestamp, then `seq`.
  ///
  /// @param before null: up to the newest
  /// @param limit the maximum number to return, 0 or more
  MessagePage page(WaId chat, @Nullable MessagePosition before, int limit);

  /// The oldest messages of a part of a chat, and the range of the others.
  MessageSlice slice(WaId chat, MessageSlice.Range part);

  /// All messages of a [#page] at once, the oldest first. For callers that know that there are few.
  default List<Message> messages(WaId chat, @Nullable MessagePosition before, int limit) {
    MessageSlice slice = page(chat, before, limit).first();
    List<Message> all = new ArrayList<>(slice.messages());
    while (slice.rest() != null) {
      slice = slice(chat, slice.rest());
      all.addAll(slice.messages());
    }
    return all;
  }

  /// A batch of all messages, in the store's own order, which is roughly the order of storing. It
  /// may contain messages that are stored meanwhile.
  ///
  /// @param after the position to start at, as the previous batch gives it; null: the first message
  /// @param limit the maximum number to return, 1 or more; fewer if they are long
  MessageBatch everyMessage(@Nullable String after, int limit);

  /// The positions of the messages of a chat after a position, the oldest first.
  ///
  /// @param limit the maximum number to return, 1 or more
  List<MessagePosition> placesAfter(WaId chat, MessagePosition after, int limit);

  /// The messages of a chat that quote a message with one of these ids, in no particular order.
  ///
  /// @param names Parley's ids or WhatsApp's
  /// @param limit the maximum number to return, 1 or more; fewer if they are long
  List<Message> answers(WaId chat, Collection<MessageId> names, int limit);

  /// The messages with these ids; each is the value of the id that the caller passed. Missing ones
  /// are left out.
  ///
  /// @param ids Parley's ids or WhatsApp's
  Map<MessageId, Message> messages(Collection<MessageId> ids);

  /// The JSON that reported these messages, if there is any.
  Map<MessageId, String> webhookData(WaId chat, List<Message> messages);

  /// Contacts, sorted by when they were last seen, the most recent first.
  List<Contact> contacts(@Nullable Position after, int limit);

  /// The contacts with these addresses; missing ones are left out.
  Map<WaId, Contact> contacts(Collection<WaId> ids);

  /// Webhook bodies that could not be processed, the oldest first, with numbers above `after`.
  List<KeptUnprocessed> unprocessed(long after, int limit);

  /// The webhook body with this number that could not be processed.
  Optional<KeptUnprocessed> unprocessed(long number);

  /// The position after the last change.
  StreamPosition position();

  /// All addresses of a person: of their chats and contacts, for every number of the business, and
  /// the user ids that lead there.
  ///
  /// @param person the address without the number of the business, see [WaId#customer]
  Set<WaId> addressesOf(WaId person);

  /// The address of the chat to which a number or user id leads, if it is another address.
  Optional<WaId> addressOf(WaId id);

  /// The address of the chat that somebody means by `address`: a chat under a user id may have
  /// become part of another one, see [JoinRules].
  default WaId chatOf(WaId address) {
    return address.phone() != null || address.isGroup() || !heads(List.of(address)).isEmpty()
        ? address
        : addressOf(address).orElse(address);
  }

  /// Some chats with messages that were written before `moment`.
  ///
  /// @param after the address after which to start; null: at the first. A store that finds them in
  ///   another order ignores it
  /// @param limit the maximum number to return
  List<WaId> chatsOlderThan(Instant moment, @Nullable WaId after, int limit);

  /// Entries of the log of changes, as [ChangeLog.Rows#entriesFrom].
  List<ChangeLog.Entry> changesFrom(long number, int limit);

  /// The objects that changed after a position, each once. See [ChangeLog#sync].
  ///
  /// @param limit the maximum number of changes, 1 or more
  /// @return empty if the position is unknown, or no longer known
  Optional<Sync> sync(StreamPosition since, int limit);

  /// The changes after a position, in order. See [ChangeLog#missed].
  ///
  /// @param limit the maximum number of changes, 1 or more
  /// @return empty if the position is unknown, or no longer known
  Optional<ChangeLog.Missed> missed(StreamPosition since, int limit);

  /// The position after the last change before a time. See [ChangeLog#before].
  ///
  /// @return empty if changes of that time are no longer kept
  Optional<StreamPosition> positionBefore(Instant time);

  /// The statistics of some days, by day, then by agent.
  ///
  /// @param from the first day
  /// @param to the last day
  List<AgentDay> counted(LocalDate from, LocalDate to);

  /// The digest with which a client can check its copy of a chat. See [Digest].
  Digest digest(WaId chat);

  /// The same entries as those of [#unprocessed(long, int)], without their bodies.
  List<UnprocessedHead> unprocessedHeads(long after, int limit);

  /// Reads everything, and reports the counts and all inconsistencies. Takes time in proportion to
  /// the history.
  Audit audit();

  /// Closes the store after running calls have finished; later calls are refused with
  /// `STORE_UNAVAILABLE`.
  @Override
  void close();

  /// The position in a list at which a page ended.
  ///
  /// @param at the time by which the list is sorted, newest first
  /// @param waId distinguishes entries with the same time
  record Position(Instant at, WaId waId) {}

  /// The position in a chat at which a page ended: that of the oldest message on the page.
  ///
  /// @param seq distinguishes messages with the same timestamp; 0 comes before all of them
  record MessagePosition(Instant timestamp, long seq) {}

  /// A webhook body that could not be processed.
  ///
  /// @param number identifies it; 1 or more
  /// @param times the number of times that these bytes arrived
  record KeptUnprocessed(
      long number, Instant firstAt, Instant lastAt, long times, Unprocessed what) {}

  /// A webhook body that could not be processed, without the body itself.
  ///
  /// @param bytes the size of the body
  /// @param routine whether nobody has to look at the body, see [Unprocessed#routine()]
  record UnprocessedHead(long number, Instant lastAt, long bytes, boolean routine) {}

  /// The counts of a store, and its inconsistencies.
  ///
  /// @param messages counts by direction and status
  /// @param findings one sentence for each inconsistency; empty if there is none
  /// @param notes one sentence for each flaw that another program left and that cannot be repaired
  record Audit(
      Map<Direction, Map<Status, Long>> messages,
      long chats,
      long contacts,
      long earlyStatuses,
      long unprocessed,
      List<String> findings,
      List<String> notes) {}
}
