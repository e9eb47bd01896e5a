package dev.parley.chat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps conversations. Every method but [#health] blocks: call it on a virtual thread. Safe for
/// use by many threads.
///
/// What is added here to [ChatHistory] are steps: each is atomic, is on disk when it returns, and
/// its changes were given to the [ChatFeed] by then. A step that cannot be kept throws [Refusal]
/// with `STORE_UNAVAILABLE` (the disk is full, the database is away) or `OVERLOADED` (more steps
/// wait than the queue holds), and left nothing behind. While a step runs no other can: so the
/// caller brings no more events or people at once than take some milliseconds.
///
/// What an implementation must do is spelt out, and checked, by `ChatStoreContract`.
public interface ChatStore extends ChatHistory {
  /// Applies what a webhook brought. See [ChatRules#ingest].
  Ingested ingest(Inbound inbound, Instant now);

  /// Applies what was kept as unprocessed. See [ChatRules#replay].
  Ingested replay(long number, Inbound inbound, Instant now);

  /// Forgets some of these unprocessed bodies. See [ChatRules#dismiss].
  DismissedPart dismiss(List<Long> numbers, Instant now);

  /// Stores a message that a client sent. See [ChatRules#send].
  SendOutcome send(Draft draft, Instant now);

  /// Marks some messages of a chat as read. See [ChatRules#markRead].
  ReadPart markRead(WaId chat, ReadPart.@Nullable Rest from, Instant now);

  /// Marks a chat as read, in as many steps as it takes.
  ///
  /// @return the messages that were unread
  default List<MessageId> markRead(WaId chat, Instant now) {
    List<MessageId> read = new ArrayList<>();
    ReadPart.Rest rest = null;
    do {
      ReadPart part = markRead(chat, rest, now);
      read.addAll(part.read());
      rest = part.rest();
    } while (rest != null);
    return read;
  }

  /// Makes or changes a contact. See [ChatRules#saveContact].
  Contact saveContact(ContactUpdate update, Instant now);

  /// Notes who is connected, or no longer is. See [ChatRules#presence].
  Set<WaId> presence(Set<WaId> people, boolean online, Instant now);

  /// Takes some silent contacts offline. See [ChatRules#expire].
  GonePart expire(Instant unseenSince, @Nullable WaId after, Instant now);

  /// Forgets some statuses whose message has not come. See [ChatRules#forgetStatuses].
  ///
  /// @return whether there may be more
  boolean forgetStatuses(Instant waitingSince, Instant now);

  /// Forgets some entries of the log of changes: those that are older than `before`, and those
  /// before the newest `kept` changes. The last entry always stays.
  ///
  /// @return whether there may be more
  boolean forgetChanges(Instant before, long kept);

  /// Ends everything that only holds for a time, in as many steps as it takes.
  ///
  /// @return the number of contacts that went offline
  default int expire(Instant unseenSince, Instant waitingSince, Instant now) {
    boolean more;
    do {
      more = forgetStatuses(waitingSince, now);
    } while (more);
    int gone = 0;
    WaId rest = null;
    do {
      GonePart part = expire(unseenSince, rest, now);
      gone += part.contacts();
      rest = part.rest();
    } while (rest != null);
    return gone;
  }

  /// How the store is; never blocks.
  Health health();

  /// Whether the store works.
  ///
  /// @param fault a sentence for operators; null when all is well
  record Health(String kind, @Nullable String fault) {
    public boolean ok() {
      return fault == null;
    }
  }
}
