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

  /// Adds an entry, or writes it anew.
  void save(OutboxEntry entry);

  /// Forgets the entry of a message, if there is one.
  void remove(MessageId message);

  /// Forgets the entry of a message for good, if there is one: no trace of it stays.
  void erase(MessageId message);

  /// Forgets all entries of a chat in the same way.
  void erase(WaId chat);

  /// The entry of a chat with the lowest place above 0.
  Optional<OutboxEntry> firstOf(WaId chat);

  /// Whether one of the entries of a chat that are queued is urgent.
  boolean isUrgentQueued(WaId chat);

  /// Entries of one of our numbers that are due, the earliest first, and of one time the lowest
  /// place first.
  ///
  /// @param ourNumber as of [OutboxEntry#ourNumber]
  /// @param now due at or before it
  /// @param limit the most entries to return
  List<OutboxEntry> due(
      @Nullable String ourNumber, OutboxEntry.State state, Urgency urgency, Instant now, int limit);

  /// When the next entry of one of our numbers is due.
  Optional<Instant> nextDue(@Nullable String ourNumber, OutboxEntry.State state, Urgency urgency);
}
