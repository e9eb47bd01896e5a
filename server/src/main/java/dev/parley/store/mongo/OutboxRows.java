package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.MessageId;
import dev.parley.chat.Outbox.Urgency;
import dev.parley.chat.WaId;
import dev.parley.outbox.OutboxEntry;
import dev.parley.outbox.OutboxLedger;
import java.time.Instant;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/// The entries of the outbox, in a [MongoLedger]. A damaged document is skipped and named in the
/// log; the others are sent.
final class OutboxRows implements LedgerRows, OutboxLedger {
  private final MongoCollection<Document> outbox;
  private final DamageLog damages;
  private final StagedRows<MessageId, OutboxEntry> rows;

  /// The erased entries.
  private final Set<MessageId> erased = new HashSet<>();

  /// @param damages logs damaged documents, which are skipped
  /// @param opposites receives the tasks that undo changes: see [StagedRows]
  OutboxRows(MongoDatabase database, DamageLog damages, Deque<Runnable> opposites) {
    this.outbox = database.getCollection(OutboxDocument.COLLECTION);
    this.damages = damages;
    this.rows = new StagedRows<>(opposites);
  }

  @Override
  public Optional<OutboxEntry> entry(MessageId message) {
    return rows.get(message, this::load);
  }

  private Optional<OutboxEntry> load(MessageId message) {
    return Lookups.byKey(outbox, message.value())
        .filter(document -> document.containsKey(OutboxDocument.STATE))
        .map(document -> Damage.read(OutboxDocument.COLLECTION, document, OutboxDocument::read));
  }

  @Override
  public void save(OutboxEntry entry) {
    entry(entry.message());
    Sizes.check(OutboxDocument.of(entry));
    rows.put(entry.message(), entry);
  }

  @Override
  public void remove(MessageId message) {
    if (entry(message).isPresent()) {
      rows.remove(message);
    }
  }

  @Override
  public void erase(MessageId message) {
    if (entry(message).isPresent()) {
      rows.remove(message);
      erased.add(message);
    }
  }

  /// Runs immediately, not with the commit: erased entries can be removed whether or not the commit
  /// succeeds.
  @Override
  public void erase(WaId chat) {
    outbox.deleteMany(Filters.eq(FieldNames.WA_ID, chat.value()));
  }

  @Override
  public Optional<OutboxEntry> firstOf(WaId chat) {
    return find(
            Filters.and(
                Filters.eq(FieldNames.WA_ID, chat.value()), Filters.gt(OutboxDocument.PLACE, 0L)),
            Sorts.ascending(OutboxDocument.PLACE),
            1,
            it -> it.chat().equals(chat) && it.place() > 0,
            Comparator.comparingLong(OutboxEntry::place))
        .stream()
        .findFirst();
  }

  @Override
  public boolean isUrgentQueued(WaId chat) {
    return !find(
            Filters.and(
                is(chat.ourNumber(), OutboxEntry.State.QUEUED, Urgency.LIVE),
                Filters.eq(FieldNames.WA_ID, chat.value())),
            Sorts.ascending(OutboxDocument.DUE_AT),
            1,
            it ->
                it.chat().equals(chat)
                    && isOf(it, chat.ourNumber(), OutboxEntry.State.QUEUED, Urgency.LIVE),
            Comparator.comparing(OutboxEntry::dueAt))
        .isEmpty();
  }

  @Override
  public List<OutboxEntry> due(
      @Nullable String ourNumber,
      OutboxEntry.State state,
      Urgency urgency,
      Instant now,
      int limit) {
    return find(
        Filters.and(
            is(ourNumber, state, urgency),
            Filters.lte(OutboxDocument.DUE_AT, DocumentFields.date(now))),
        Sorts.ascending(OutboxDocument.DUE_AT, OutboxDocument.PLACE),
        limit,
        it -> isOf(it, ourNumber, state, urgency) && !it.dueAt().isAfter(now),
        Comparator.comparing(OutboxEntry::dueAt).thenComparingLong(OutboxEntry::place));
  }

  @Override
  public Optional<Instant> nextDue(
      @Nullable String ourNumber, OutboxEntry.State state, Urgency urgency) {
    return find(
            is(ourNumber, state, urgency),
            Sorts.ascending(OutboxDocument.DUE_AT),
            1,
            it -> isOf(it, ourNumber, state, urgency),
            Comparator.comparing(OutboxEntry::dueAt))
        .stream()
        .findFirst()
        .map(OutboxEntry::dueAt);
  }

  private static boolean isOf(
      OutboxEntry entry, @Nullable String ourNumber, OutboxEntry.State state, Urgency urgency) {
    return entry.state() == state
        && entry.urgency() == urgency
        && Objects.equals(entry.ourNumber(), ourNumber);
  }

  private static Bson is(@Nullable String ourNumber, OutboxEntry.State state, Urgency urgency) {
    return Filters.and(
        Filters.eq(OutboxDocument.OUR_NUMBER, ourNumber),
        Filters.eq(OutboxDocument.STATE, DocumentFields.word(state)),
        Filters.eq(OutboxDocument.URGENCY, DocumentFields.word(urgency)));
  }

  /// The first entries that match, in their current state: entries of the database, and entries
  /// that steps have written and that are not in the database yet. The database also finds entries
  /// that no longer match, because steps have changed them: the query reads that many entries more.
  private List<OutboxEntry> find(
      Bson filter,
      Bson sort,
      int limit,
      Predicate<OutboxEntry> fits,
      Comparator<OutboxEntry> order) {
    for (Document document : outbox.find(filter).sort(sort).limit(limit + rows.changedOf(fits))) {
      damages
          .read(OutboxDocument.COLLECTION, document, OutboxDocument::read)
          .ifPresent(entry -> rows.noteRead(entry.message(), Optional.of(entry)));
    }
    return rows.known().stream().filter(fits).sorted(order).limit(limit).toList();
  }

  @Override
  public void addWrites(List<Write> writes) {
    rows.changes()
        .forEach(it -> {
          if (it.after().isEmpty() && erased.contains(it.key())) {
            writes.add(new Write.Erase(OutboxDocument.COLLECTION, it.key().value()));
          } else {
            OutboxDocument.write(it, writes);
          }
        });
  }
}
