package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.parley.chat.MessageId;
import dev.parley.chat.StatusReport;
import dev.parley.store.mongo.EarlyStatusDocument.Waiting;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bson.Document;

/// The statuses that wait for their messages, in a [MongoLedger]. All statuses that wait for one
/// message are one row.
final class EarlyStatusRows implements LedgerRows {
  private final MongoCollection<Document> statuses;
  private final DamageLog damages;
  private final StagedRows<MessageId, Map<String, Waiting>> rows;

  /// @param damages logs damaged documents, which are skipped
  /// @param opposites receives the tasks that undo changes: see [StagedRows]
  EarlyStatusRows(MongoDatabase database, DamageLog damages, Deque<Runnable> opposites) {
    this.statuses = database.getCollection(EarlyStatusDocument.COLLECTION);
    this.damages = damages;
    this.rows = new StagedRows<>(opposites);
  }

  /// Reads ahead the statuses of many messages.
  void readAll(Collection<MessageId> messages) {
    BulkRead<MessageId, Map<String, Waiting>> read = new BulkRead<>(EarlyStatusDocument.KIND);
    for (Document document :
        statuses.find(Lookups.ofMessages(EarlyStatusDocument.MESSAGE_ID, messages))) {
      MessageId message =
          new MessageId(DocumentFields.text(document, EarlyStatusDocument.MESSAGE_ID));
      read.read(message, document, EarlyStatusDocument::read)
          .ifPresent(waiting ->
              read.found()
                  .computeIfAbsent(message, _ -> new TreeMap<>())
                  .put(waiting.name(), waiting));
    }
    read.teach(rows, messages);
  }

  private Map<String, Waiting> waiting(MessageId message) {
    return rows.get(message, this::load).orElse(Map.of());
  }

  /// The statuses that wait for a message; empty if none waits.
  private Optional<Map<String, Waiting>> load(MessageId message) {
    Map<String, Waiting> waiting = new TreeMap<>();
    for (Document document :
        statuses.find(Filters.eq(EarlyStatusDocument.MESSAGE_ID, message.value()))) {
      Waiting one =
          Damage.read(EarlyStatusDocument.COLLECTION, document, EarlyStatusDocument::read);
      waiting.put(one.name(), one);
    }
    return waiting.isEmpty() ? Optional.empty() : Optional.of(Map.copyOf(waiting));
  }

  void keep(StatusReport report, Instant receivedAt) {
    Waiting added = new Waiting(report, receivedAt);
    Sizes.check(EarlyStatusDocument.of(added));
    Map<String, Waiting> kept = new TreeMap<>();
    kept.putAll(waiting(report.message()));
    kept.put(added.name(), added);
    rows.put(report.message(), Map.copyOf(kept));
  }

  List<StatusReport> reportsFor(MessageId message) {
    return waiting(message).values().stream()
        .map(Waiting::report)
        .sorted(Comparator.comparing(StatusReport::status))
        .toList();
  }

  void forgetReportsFor(MessageId message) {
    if (!waiting(message).isEmpty()) {
      rows.remove(message);
    }
  }

  /// See [dev.parley.chat.ChatLedger#forgetReportsBefore].
  boolean forgetReportsBefore(Instant moment, int limit) {
    Set<MessageId> awaited = messagesAwaitedBefore(moment, limit);
    for (MessageId message : awaited) {
      Map<String, Waiting> left = new TreeMap<>();
      left.putAll(waiting(message));
      left.values().removeIf(it -> it.receivedAt().isBefore(moment));
      rows.put(message, Map.copyOf(left));
    }
    return !awaited.isEmpty();
  }

  private Set<MessageId> messagesAwaitedBefore(Instant moment, int limit) {
    Set<MessageId> awaited = new LinkedHashSet<>();
    statuses
        .find(Filters.lt(EarlyStatusDocument.RECEIVED_AT, DocumentFields.date(moment)))
        .limit(limit)
        .forEach(document ->
            damages
                .read(
                    EarlyStatusDocument.COLLECTION,
                    document,
                    it -> EarlyStatusDocument.read(it).report().message())
                .ifPresent(awaited::add));
    return awaited;
  }

  @Override
  public void addWrites(List<Write> writes) {
    rows.changes().forEach(it -> EarlyStatusDocument.write(it, writes));
  }
}
