package dev.parley.outbox;

import dev.parley.chat.MessageId;
import dev.parley.chat.Outbox.Urgency;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rows that a store offers to [OutboxRules] within one atomic step. Reads see the step's own
/// writes.
///
/// Used by one thread, and only while the step runs.
public interface OutboxLedger {
  /// The entry of a message.
  Optional<OutboxEntry> entry(MessageId message);

  /// Adds or replaces an entry.
  void save(OutboxEntry entry);

  /// Removes the entry of a message, if there is one.
  void remove(MessageId message);

  /// Removes the entry of a message, if there is one, so that the store keeps no record of it, not
  /// even of its removal.
  void erase(MessageId message);

  /// Removes all entries of a chat, so that the store keeps no record of them.
  void erase(WaId chat);

  /// The entry of a chat with the lowest position above 0.
  Optional<OutboxEntry> firstOf(WaId chat);

  /// Whether a chat has an urgent queued entry.
  boolean isUrgentQueued(WaId chat);

  /// The entries of a number of the business that are due, sorted by time, then by position.
  ///
  /// @param ourNumber the number of the business, see [OutboxEntry#ourNumber]
  /// @param now the current time: entries that are due at or before it are returned
  /// @param limit the maximum number of entries to return
  List<OutboxEntry> due(
      @Nullable String ourNumber, OutboxEntry.State state, Urgency urgency, Instant now, int limit);

  /// The time at which the next entry of a number of the business is due.
  Optional<Instant> nextDue(@Nullable String ourNumber, OutboxEntry.State state, Urgency urgency);
}
