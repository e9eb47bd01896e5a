package dev.parley.chat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps conversations. Every method blocks: call it on a virtual thread. Safe for use by many
/// threads.
///
/// The upper group are steps: each is atomic, is on disk when it returns, and its changes were
/// given to the [ChatFeed] by then. A step that cannot be kept throws [Refusal] with
/// `STORE_UNAVAILABLE` (the disk is full, the database is away) or `OVERLOADED` (more steps wait
/// than the queue holds), and left nothing behind. Reads never wait for steps and see every step
/// that returned before.
///
/// What an implementation must do is spelt out, and checked, by `ChatStoreContract`.
public interface ChatStore extends AutoCloseable {
  /// Applies what a webhook brought. See [ChatRules#ingest].
  Ingested ingest(Inbound inbound, Instant now);

  /// Applies what was kept as unprocessed. See [ChatRules#replay].
  Ingested replay(long number, Inbound inbound, Instant now);

  /// Stores a message that a client sent. See [ChatRules#send].
  SendOutcome send(Draft draft, Instant now);

  /// Marks a chat as read. See [ChatRules#markRead].
  List<MessageId> markRead(WaId chat, Instant now);

  /// Makes or changes a contact. See [ChatRules#saveContact].
  Contact saveContact(ContactUpdate update, Instant now);

  /// Ends what only holds for a time. See [ChatRules#expire].
  int expire(Instant unseenSince, Instant waitingSince, Instant now);

  /// Chats, the one with the newest message first.
  ///
  /// @param after where the page before ended; null for the first
  /// @param limit at most this many
  List<ChatHead> chats(@Nullable Position after, int limit);

  /// One chat with its newest messages; empty when no message was ever exchanged.
  ///
  /// @param messages at most this many, 0 or more
  Optional<Chat> chat(WaId chat, int messages);

  /// The newest messages of a chat before a place, oldest of them first by timestamp, then `seq`.
  ///
  /// @param before null: up to the newest
  List<Message> messages(WaId chat, @Nullable MessagePosition before, int limit);

  /// The JSON that told us of these messages, where there is any.
  Map<MessageId, String> webhookData(WaId chat, List<Message> messages);

  /// Contacts, the one seen last first.
  List<Contact> contacts(@Nullable Position after, int limit);

  /// What could not be processed, oldest first, numbers above `after`.
  List<KeptUnprocessed> unprocessed(long after, int limit);

  /// One entry of it.
  Optional<KeptUnprocessed> unprocessed(long number);

  /// Reads everything and says what is there and what does not fit together. Takes time in
  /// proportion to the history.
  Audit audit();

  /// How the store is; never blocks.
  Health health();

  /// Ends after the steps that were begun; later calls are refused with `STORE_UNAVAILABLE`.
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

  /// Whether the store works.
  ///
  /// @param fault a sentence for operators; null when all is well
  record Health(String kind, @Nullable String fault) {
    public boolean ok() {
      return fault == null;
    }
  }

  /// What a store holds, and what of it is wrong.
  ///
  /// @param messages counts by direction and status
  /// @param findings one sentence each; empty when all is well
  record Audit(
      Map<Direction, Map<Status, Long>> messages,
      long chats,
      long contacts,
      long earlyStatuses,
      long unprocessed,
      List<String> findings) {}
}
