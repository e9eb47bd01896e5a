package dev.parley.store.mongo;

import static dev.parley.store.mongo.DocumentFields.date;
import static dev.parley.store.mongo.DocumentFields.instant;
import static dev.parley.store.mongo.DocumentFields.number;

import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.ChatHistory.UnprocessedHead;
import dev.parley.chat.Unprocessed;
import dev.parley.chat.archive.ArchivedRecord;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.BsonBinary;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;

/// A webhook body that was not completely understood. Its `_id` is its number.
final class UnprocessedDocument {
  static final String COLLECTION = "parley_unprocessed";

  /// The SHA-256 of the body.
  static final String DIGEST = "digest";

  /// The size of the body; an earlier version did not write it.
  static final String BYTES = "bytes";

  private static final String BODY = "body";
  private static final String ELEMENTS = "elements";
  private static final String REASONS = "reasons";
  private static final String FIRST_AT = "first_at";
  private static final String LAST_AT = "last_at";
  private static final String TIMES = "times";

  static final StoredKind KIND =
      StoredKind.in(COLLECTION)
          .indexed(Indexes.ascending(DIGEST), new IndexOptions().unique(true).sparse(true))
          .removable(DIGEST)
          .archivedAs(ArchivedRecord.Kind.UNPROCESSED, UnprocessedDocument::archived);

  static final Bson WITHOUT_BODY = Projections.exclude(BODY);

  /// The fields that [#head] needs.
  static final Bson OF_HEAD = Projections.include(LAST_AT, BYTES, REASONS);

  private UnprocessedDocument() {}

  /// The document without its key.
  static Document of(KeptUnprocessed kept, byte[] digest) {
    return new Document()
        .append(DIGEST, new BsonBinary(digest))
        .append(BODY, new BsonBinary(kept.what().body()))
        .append(BYTES, (long) kept.what().body().length)
        .append(ELEMENTS, kept.what().elements())
        .append(REASONS, kept.what().reasons())
        .append(FIRST_AT, date(kept.firstAt()))
        .append(LAST_AT, date(kept.lastAt()))
        .append(TIMES, kept.times());
  }

  /// Reads an entry; its body is empty if the document was read without it.
  static KeptUnprocessed read(Document document) {
    byte[] body = document.get(BODY) instanceof Binary bytes ? bytes.getData() : new byte[0];
    List<String> reasons = document.getList(REASONS, String.class, List.of());
    return new KeptUnprocessed(
        number(document, FieldNames.KEY),
        instant(document, FIRST_AT),
        instant(document, LAST_AT),
        number(document, TIMES),
        new Unprocessed(body, (int) number(document, ELEMENTS), reasons));
  }

  /// @param document the document without its body, unless an earlier version of Parley wrote it
  static UnprocessedHead head(Document document) {
    return new UnprocessedHead(
        number(document, FieldNames.KEY),
        instant(document, LAST_AT),
        document.get(BODY) instanceof Binary body ? body.length() : number(document, BYTES),
        Unprocessed.routine(document.getList(REASONS, String.class, List.of())));
  }

  /// Adds the writes of a commit for a changed entry.
  ///
  /// @param changed the entry; its key is the digest in hexadecimal digits
  static void write(StagedRows.Changed<String, KeptUnprocessed> changed, List<Write> writes) {
    Optional<KeptUnprocessed> any = changed.before().or(changed::after);
    byte[] digest = HexFormat.of().parseHex(changed.key());
    if (isKeptAgain(changed)) {
      Document again = of(changed.after().orElseThrow(), digest);
      writes.add(new Write.Set(COLLECTION, any.orElseThrow().number(), again, List.of()));
      return;
    }
    Write.row(
        COLLECTION,
        any.orElseThrow().number(),
        changed.before().map(it -> of(it, digest)).orElse(null),
        changed.after().map(it -> of(it, digest)).orElse(null),
        writes);
  }

  /// Whether the group that removed an entry keeps the same bytes again. A digest belongs to at
  /// most one document, so the entry keeps its number.
  private static boolean isKeptAgain(StagedRows.Changed<String, KeptUnprocessed> changed) {
    return changed.before().isPresent()
        && changed.after().isPresent()
        && changed.before().get().number() != changed.after().get().number();
  }

  private static Stream<ArchivedRecord> archived(Scan scan) {
    return scan.records(
        KIND,
        Sorts.ascending(FieldNames.KEY),
        document -> new ArchivedRecord.OfUnprocessed(read(document)));
  }
}
