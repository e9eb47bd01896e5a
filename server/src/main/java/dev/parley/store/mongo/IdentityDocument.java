package dev.parley.store.mongo;

import static dev.parley.store.mongo.DocumentFields.date;
import static dev.parley.store.mongo.DocumentFields.text;

import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.Alias;
import dev.parley.chat.WaId;
import dev.parley.chat.archive.ArchivedRecord;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;

/// The address of a person's chat. The document's `_id` is the person's user id.
final class IdentityDocument {
  static final String COLLECTION = "parley_identities";

  static final String ADDRESS = "address";

  static final StoredKind KIND =
      StoredKind.in(COLLECTION)
          .keyedByAddress()
          .indexed(Indexes.ascending(ADDRESS))
          .archivedAs(ArchivedRecord.Kind.IDENTITY, IdentityDocument::archived);

  private IdentityDocument() {}

  private static Document of(Alias alias) {
    return new Document(ADDRESS, alias.address().value()).append(FieldNames.AT, date(alias.at()));
  }

  /// The alias of a document. Its time is [Instant#EPOCH] if an earlier version wrote the document
  /// without one.
  static Alias read(Document document) {
    return new Alias(
        new WaId(text(document, FieldNames.KEY)),
        new WaId(text(document, ADDRESS)),
        DocumentFields.moment(document.get(FieldNames.AT)).orElse(Instant.EPOCH));
  }

  /// Adds the writes of a commit for a person whose address changed.
  static void write(StagedRows.Changed<WaId, Alias> changed, List<Write> writes) {
    Write.row(
        COLLECTION,
        changed.key().value(),
        changed.before().map(IdentityDocument::of).orElse(null),
        changed.after().map(IdentityDocument::of).orElse(null),
        writes);
  }

  private static Stream<ArchivedRecord> archived(Scan scan) {
    return scan.records(
        KIND,
        Sorts.ascending(FieldNames.KEY),
        document -> new ArchivedRecord.OfIdentity(read(document)));
  }
}
