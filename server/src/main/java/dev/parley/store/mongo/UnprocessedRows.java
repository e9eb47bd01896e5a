package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.Unprocessed;
import java.time.Instant;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bson.BsonBinary;
import org.bson.Document;
import org.bson.types.Binary;

/// The webhook bodies that were not understood, in a [MongoLedger]. The key of a row is the SHA-256
/// of the body, in hexadecimal digits.
final class UnprocessedRows implements LedgerRows {
  private final MongoCollection<Document> unprocessed;
  private final StagedRows<String, KeptUnprocessed> rows;
  private long last;

  /// @param last the highest number that an entry has had so far
  /// @param opposites receives the tasks that undo changes: see [StagedRows]
  UnprocessedRows(MongoDatabase database, long last, Deque<Runnable> opposites) {
    this.unprocessed = database.getCollection(UnprocessedDocument.COLLECTION);
    this.rows = new StagedRows<>(opposites);
    this.last = last;
  }

  /// The highest number that an entry has had so far.
  long last() {
    return last;
  }

  void keep(Unprocessed what, Instant now) {
    byte[] digest = Sizes.sha256(what.body());
    String key = HexFormat.of().formatHex(digest);
    Optional<KeptUnprocessed> old = rows.get(key, _ -> load(digest));
    KeptUnprocessed kept =
        old.map(it ->
                new KeptUnprocessed(it.number(), it.firstAt(), now, it.times() + 1, it.what()))
            .orElseGet(() -> new KeptUnprocessed(last + 1, now, now, 1, what));
    Sizes.check(UnprocessedDocument.of(kept, digest));
    if (old.isEmpty()) {
      last++; // this number stays used even if the step fails
    }
    rows.put(key, kept);
  }

  Optional<KeptUnprocessed> of(long number) {
    Optional<KeptUnprocessed> added =
        rows.written().stream().filter(entry -> entry.number() == number).findFirst();
    return added.isPresent() ? added : load(number);
  }

  boolean add(KeptUnprocessed entry) {
    byte[] digest = Sizes.sha256(entry.what().body());
    String key = HexFormat.of().formatHex(digest);
    if (of(entry.number()).isPresent() || rows.get(key, _ -> load(digest)).isPresent()) {
      return false;
    }
    Sizes.check(UnprocessedDocument.of(entry, digest));
    last = Math.max(last, entry.number());
    rows.put(key, entry);
    return true;
  }

  /// See [dev.parley.chat.ChatLedger#forgetUnprocessed].
  OptionalLong forget(long number) {
    Optional<BodyLess> found = bodyLess(number);
    if (found.isEmpty()) {
      return OptionalLong.empty();
    }
    String key = found.get().digest();
    Optional<KeptUnprocessed> entry = rows.get(key, _ -> Optional.of(found.get().entry()));
    if (entry.isEmpty() || entry.get().number() != number) { // an earlier step has removed it
      return OptionalLong.empty();
    }
    rows.remove(key);
    return OptionalLong.of(0); // no bytes to handle, because the body is not read
  }

  private Optional<KeptUnprocessed> load(byte[] digest) {
    return Optional.ofNullable(
            unprocessed
                .find(Filters.eq(UnprocessedDocument.DIGEST, new BsonBinary(digest)))
                .first())
        .map(UnprocessedRows::entry);
  }

  private Optional<KeptUnprocessed> load(long number) {
    return Lookups.byKey(unprocessed, number)
        .filter(document -> document.containsKey(UnprocessedDocument.DIGEST))
        .map(UnprocessedRows::entry);
  }

  /// An entry without its body.
  ///
  /// @param digest the digest of the body, in hexadecimal digits
  private record BodyLess(String digest, KeptUnprocessed entry) {}

  private Optional<BodyLess> bodyLess(long number) {
    return Optional.ofNullable(
            unprocessed
                .find(Filters.eq(FieldNames.KEY, number))
                .projection(UnprocessedDocument.WITHOUT_BODY)
                .first())
        .filter(document -> document.get(UnprocessedDocument.DIGEST) instanceof Binary)
        .map(document ->
            new BodyLess(
                HexFormat.of()
                    .formatHex(document.get(UnprocessedDocument.DIGEST, Binary.class).getData()),
                entry(document)));
  }

  private static KeptUnprocessed entry(Document document) {
    return Damage.read(UnprocessedDocument.COLLECTION, document, UnprocessedDocument::read);
  }

  @Override
  public void addWrites(List<Write> writes) {
    rows.changes().forEach(it -> UnprocessedDocument.write(it, writes));
  }
}
