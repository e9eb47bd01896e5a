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
/// use by many threads. Reads never wait for steps, and see every step that returned before; each
/// sees one moment. Throws [Refusal] with `STORE_UNAVAILABLE` or `OVERLOADED`.
public interface ChatHistory extends AutoCloseable {
  /// Chats, the one with the newest message first.
  ///
  /// @param after where the page before ended; null for the first
  /// @param limit at most this many
  default List<ListedChat> chats(@Nullable Position after, int limit) {
    return chats(new ChatCriterion.All(), after, limit);
  }

  /// The chats that fit a criterion, the one with the newest message first. Read from an index of
  /// the criterion: the cost depends on `limit` only, and with [ChatCriterion.VisibleTo] on the
  /// number of its parts.
  List<ListedChat> chats(ChatCriterion criterion, @Nullable Position after, int limit);

  /// Every record of a kind, by id.
  List<SharedRecord> shared(SharedRecord.Kind kind);

  /// The notes of a chat, in the order in which they were written; at most [Note#MOST].
  List<Note> notes(WaId chat);

  /// Those of these notes that are there.
  Map<String, Note> notes(Collection<String> ids);

  /// Who answers these chats. One that nobody answers may be absent.
  Map<WaId, Answerers> answerers(Collection<WaId> chats);

  /// Those of these chats that have messages.
  Collection<ChatHead> heads(Collection<WaId> chats);

  /// One chat with its newest messages; empty when no message was ever exchanged.
  ///
  /// @param messages at most this many, 0 or more
  Optional<Chat> chat(WaId chat, int messages);

  /// The newest messages of a chat before a place, by timestamp, then `seq`.
  ///
  /// @param before null: up to the newest
  /// @param limit at most this many, 0 or more
  MessagePage page(WaId chat, @Nullable MessagePosition before, int limit);

  /// The oldest messages of a part of a chat, and where the others are.
  MessageSlice slice(WaId chat, MessageSlice.Range part);

  /// All messages of a [#page] at once, the oldest first: for those who know that they are few.
  default List<Message> messages(WaId chat, @Nullable MessagePosition before, int limit) {
    MessageSlice slice = page(chat, before, limit).first();
    List<Message> all = new ArrayList<>(slice.messages());
    while (slice.rest() != null) {
      slice = slice(chat, slice.rest());
      all.addAll(slice.messages());
    }
    return all;
  }

  /// Some of all messages, in an order of the store's own: that of storing, approximately. What is
  /// stored meanwhile may be among them.
  ///
  /// @param after where to begin, from the batch before; null: at the first
  /// @param limit at most this many, 1 or more; fewer where they are long
  MessageBatch everyMessage(@Nullable String after, int limit);

  /// The places of the messages of a chat after a place, the oldest first.
  ///
  /// @param limit at most this many, 1 or more
  List<MessagePosition> placesAfter(WaId chat, MessagePosition after, int limit);

  /// The messages of a chat that quote one of these names, in no order.
  ///
  /// @param names Parley's ids or WhatsApp's
  /// @param limit at most this many, 1 or more; fewer where they are long
  List<Message> answers(WaId chat, Collection<MessageId> names, int limit);

  /// Those of these messages that are there, each under the name by which it was asked for.
  ///
  /// @param ids Parley's ids or WhatsApp's
  Map<MessageId, Message> messages(Collection<MessageId> ids);

  /// The JSON that told us of these messages, where there is any.
  Map<MessageId, String> webhookData(WaId chat, List<Message> messages);

  /// Contacts, the one seen last first.
  List<Contact> contacts(@Nullable Position after, int limit);

  /// Those of these contacts that are there.
  Map<WaId, Contact> contacts(Collection<WaId> ids);

  /// What could not be processed, oldest first, numbers above `after`.
  List<KeptUnprocessed> unprocessed(long after, int limit);

  /// One entry of it.
  Optional<KeptUnprocessed> unprocessed(long number);

  /// The place after the last change.
  StreamPosition position();

  /// The addresses of everything that is kept of a person: of chats and contacts, whichever number
  /// of the business they are with, and ids that lead there.
  ///
  /// @param person see [WaId#customer]
  Set<WaId> addressesOf(WaId person);

  /// Some chats with messages that were written before a moment.
  ///
  /// @param after the address after which to begin; null: at the first. A store that finds them in
  ///   another order leaves it out
  /// @param limit at most this many
  List<WaId> chatsOlderThan(Instant moment, @Nullable WaId after, int limit);

  /// Entries of the log of changes, as [ChangeLog.Rows#entriesFrom].
  List<ChangeLog.Entry> changesFrom(long number, int limit);

  /// What changed after a position, each object once. See [ChangeLog#sync].
  ///
  /// @param limit of changes, 1 or more
  /// @return empty when the position is not known, or not any more
  Optional<Sync> sync(StreamPosition since, int limit);

  /// The changes after a position, in their order. See [ChangeLog#missed].
  ///
  /// @param limit of changes, 1 or more
  /// @return empty when the position is not known, or not any more
  Optional<ChangeLog.Missed> missed(StreamPosition since, int limit);

  /// The place after the last change of before a time. See [ChangeLog#before].
  ///
  /// @return empty when changes of that time are not kept any more
  Optional<StreamPosition> positionBefore(Instant time);

  /// What was counted on some days, by day, then by agent.
  ///
  /// @param from the first day
  /// @param to the last day
  List<AgentDay> counted(LocalDate from, LocalDate to);

  /// What a client can compare with what it holds of a chat. See [Digest].
  Digest digest(WaId chat);

  /// The same entries as of [#unprocessed(long, int)], without their bodies.
  List<UnprocessedHead> unprocessedHeads(long after, int limit);

  /// Reads everything and says what is there and what does not fit together. Takes time in
  /// proportion to the history.
  Audit audit();

  /// Ends after what was begun; later calls are refused with `STORE_UNAVAILABLE`.
  @Override
  void close();

  /// Where a page of a list ended.
  ///
  /// @param at what the list is sorted by, newest first
  /// @param waId tells apart what has the same time
  record Position(Instant at, WaId waId) {}

  /// Where a page of a chat ended: the oldest message that was shown.
  ///
  /// @param seq tells apart what has the same timestamp; 0 stands before all of them
  record MessagePosition(Instant timestamp, long seq) {}

  /// An entry of what could not be processed.
  ///
  /// @param number names it, from 1
  /// @param times how often these bytes came
  record KeptUnprocessed(
      long number, Instant firstAt, Instant lastAt, long times, Unprocessed what) {}

  /// An entry of what could not be processed, without its body.
  ///
  /// @param bytes the size of the body
  /// @param routine see [Unprocessed#routine()]
  record UnprocessedHead(long number, Instant lastAt, long bytes, boolean routine) {}

  /// What a store holds, and what of it is wrong.
  ///
  /// @param messages counts by direction and status
  /// @param findings one sentence each; empty when all is well
  /// @param notes one sentence each on what another program left behind and nobody can mend
  record Audit(
      Map<Direction, Map<Status, Long>> messages,
      long chats,
      long contacts,
      long earlyStatuses,
      long unprocessed,
      List<String> findings,
      List<String> notes) {}
}
