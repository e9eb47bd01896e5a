package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.MediaFile;
import dev.parley.chat.WaId;
import dev.parley.media.BlobId;
import dev.parley.media.MediaLedger;
import dev.parley.media.MediaRow;
import java.time.Instant;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;

/// The metadata of files, in a [MongoLedger]. A damaged document is skipped, and named in the log.
final class MediaRows implements LedgerRows, MediaLedger {
  static final Bson WAITING = Filters.eq(MediaDocument.STATUS, MediaFile.Status.WAITING.word());

  private final MongoCollection<Document> media;
  private final DamageLog damages;
  private final StagedRows<String, MediaRow> rows;

  /// @param damages logs damaged documents, which are skipped
  /// @param opposites receives the tasks that undo changes: see [StagedRows]
  MediaRows(MongoDatabase database, DamageLog damages, Deque<Runnable> opposites) {
    this.media = database.getCollection(MediaDocument.COLLECTION);
    this.damages = damages;
    this.rows = new StagedRows<>(opposites);
  }

  @Override
  public Optional<MediaRow> find(String id) {
    return rows.get(id, this::load);
  }

  private Optional<MediaRow> load(String id) {
    return Lookups.byKey(media, id).flatMap(document -> read(damages, document));
  }

  /// The row of a document; empty if the document says that the row was removed, or is damaged.
  static Optional<MediaRow> read(DamageLog damages, Document document) {
    return document.containsKey(MediaDocument.STATUS)
        ? damages.read(MediaDocument.COLLECTION, document, MediaDocument::read)
        : Optional.empty();
  }

  @Override
  public void save(MediaRow row) {
    var _ = find(row.id());
    rows.put(row.id(), row);
  }

  @Override
  public void remove(String id) {
    if (find(id).isPresent()) {
      rows.remove(id);
    }
  }

  @Override
  public List<MediaRow> due(Instant now, Set<WaId> except, int limit) {
    List<String> chats = except.stream().map(WaId::value).toList();
    return find(
        Filters.and(
            WAITING,
            Filters.lte(MediaDocument.DUE_AT, DocumentFields.date(now)),
            Filters.nin(FieldNames.WA_ID, chats)),
        Sorts.descending(MediaDocument.AT),
        limit,
        it -> isWaiting(it) && !it.dueAt().isAfter(now) && !chats.contains(chatOf(it)),
        Comparator.comparing(MediaRow::at).reversed().thenComparing(MediaRow::id));
  }

  private static boolean isWaiting(MediaRow row) {
    return row.status() == MediaFile.Status.WAITING;
  }

  private static String chatOf(MediaRow row) {
    return row.chat() == null ? "" : row.chat().value();
  }

  @Override
  public Optional<Instant> nextDue() {
    return find(
            WAITING,
            Sorts.ascending(MediaDocument.DUE_AT),
            1,
            MediaRows::isWaiting,
            Comparator.comparing(MediaRow::dueAt))
        .stream()
        .findFirst()
        .map(MediaRow::dueAt);
  }

  @Override
  public boolean uses(BlobId blob) {
    return !find(
            Filters.eq(MediaDocument.BLOB, blob.value()),
            Sorts.ascending(FieldNames.KEY),
            1,
            it -> blob.equals(it.blob()),
            Comparator.comparing(MediaRow::id))
        .isEmpty();
  }

  @Override
  public List<MediaRow> withBytesBefore(Instant moment, int limit) {
    return find(
        Filters.and(
            Filters.eq(MediaDocument.STATUS, MediaFile.Status.READY.word()),
            Filters.lt(MediaDocument.AT, DocumentFields.date(moment))),
        Sorts.ascending(MediaDocument.AT),
        limit,
        it -> it.status() == MediaFile.Status.READY && it.at().isBefore(moment),
        Comparator.comparing(MediaRow::at).thenComparing(MediaRow::id));
  }

  /// The first rows that match, in their current state: rows of the database, and rows that steps
  /// have written; see [OutboxRows].
  private List<MediaRow> find(
      Bson filter, Bson sort, int limit, Predicate<MediaRow> fits, Comparator<MediaRow> order) {
    for (Document document : media.find(filter).sort(sort).limit(limit + rows.changedOf(fits))) {
      read(damages, document).ifPresent(row -> rows.noteRead(row.id(), Optional.of(row)));
    }
    return rows.known().stream().filter(fits).sorted(order).limit(limit).toList();
  }

  @Override
  public void addWrites(List<Write> writes) {
    rows.changes().forEach(it -> MediaDocument.write(it, writes));
  }
}
