package dev.parley.chat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps conversations. Every method but [#health] blocks: call it on a virtual thread. Safe for
/// use by many threads.
///
/// What is added here to [ChatHistory] are steps: each is atomic, is on disk when it returns, and
/// its changes were given to the [ChatFeed] by then. A step that cannot be kept throws [Refusal]
/// with `STORE_UNAVAILABLE` (the disk is full, the database is away) or `OVERLOADED` (more steps
/// wait than the queue holds), and left nothing behind.
///
/// What an implementation must do is spelt out, and checked, by `ChatStoreContract`.
public interface ChatStore extends ChatHistory {
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

  /// Notes who is connected, or no longer is. See [ChatRules#presence].
  Set<WaId> presence(Set<WaId> people, boolean online, Instant now);

  /// Ends what only holds for a time. See [ChatRules#expire].
  int expire(Instant unseenSince, Instant waitingSince, Instant now);

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
