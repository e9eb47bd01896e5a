package dev.parley.store.sqlite;

import static dev.parley.store.sqlite.SqliteLedger.execute;
import static dev.parley.store.sqlite.SqliteLedger.run;

import dev.parley.chat.MessageId;
import dev.parley.chat.Outbox.Urgency;
import dev.parley.chat.WaId;
import dev.parley.outbox.OutboxEntry;
import dev.parley.outbox.OutboxLedger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rows of the outbox in one step, on the writing connection and within its transaction.
record SqliteOutbox(Database database) implements OutboxLedger {
  @Override
  public Optional<OutboxEntry> entry(MessageId message) {
    return run(() -> OutboxTable.find(database, message));
  }

  @Override
  public void save(OutboxEntry entry) {
    execute(() -> OutboxTable.save(database, entry));
  }

  @Override
  public void remove(MessageId message) {
    execute(() -> OutboxTable.remove(database, message));
  }

  @Override
  public void erase(MessageId message) {
    remove(message);
  }

  @Override
  public void erase(WaId chat) {
    execute(() -> OutboxTable.remove(database, chat));
  }

  @Override
  public Optional<OutboxEntry> firstOf(WaId chat) {
    return run(() -> OutboxTable.firstOf(database, chat));
  }

  @Override
  public boolean isUrgentQueued(WaId chat) {
    return run(() -> OutboxTable.isUrgentQueued(database, chat));
  }

  @Override
  public List<OutboxEntry> due(
      @Nullable String ourNumber,
      OutboxEntry.State state,
      Urgency urgency,
      Instant now,
      int limit) {
    return run(() -> OutboxTable.due(database, ourNumber, state, urgency, now, limit));
  }

  @Override
  public Optional<Instant> nextDue(
      @Nullable String ourNumber, OutboxEntry.State state, Urgency urgency) {
    return run(() -> OutboxTable.nextDue(database, ourNumber, state, urgency));
  }
}
