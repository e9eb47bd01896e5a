package dev.parley.store.mongo;

import static dev.parley.store.mongo.DocumentFields.constant;
import static dev.parley.store.mongo.DocumentFields.text;

import com.mongodb.client.model.Sorts;
import dev.parley.chat.PlainJson;
import dev.parley.chat.SharedRecord;
import dev.parley.chat.archive.ArchivedRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.Document;

/// A label, a canned reply, an erasure, or two chats that are being joined. Its `_id` is its id.
final class SharedDocument {
  static final String COLLECTION = "parley_shared";

  private static final String FIELDS = "fields";

  static final StoredKind KIND =
      StoredKind.in(COLLECTION)
          .removable(FieldNames.KIND)
          .archivedAs(ArchivedRecord.Kind.SHARED, SharedDocument::archived);

  private SharedDocument() {}

  private static Document of(SharedRecord shared) {
    return new Document(FieldNames.KIND, shared.kind().word())
        .append(FIELDS, new Document(shared.fields().fields()));
  }

  static SharedRecord read(Document document) {
    return new SharedRecord(
        SharedRecord.Kind.valueOf(constant(text(document, FieldNames.KIND))),
        text(document, FieldNames.KEY),
        PlainJson.of(document.get(FIELDS) instanceof Map<?, ?> fields ? fields : Map.of()));
  }

  /// Adds the writes of a commit for a changed record.
  static void write(StagedRows.Changed<String, SharedRecord> changed, List<Write> writes) {
    boolean names = changed.before().filter(it -> it.kind() == SharedRecord.Kind.JOIN).isPresent();
    if (names && changed.after().isEmpty()) { // its key is the address of a person
      writes.add(new Write.Erase(COLLECTION, changed.key()));
      return;
    }
    Write.row(
        COLLECTION,
        changed.key(),
        changed.before().map(SharedDocument::of).orElse(null),
        changed.after().map(SharedDocument::of).orElse(null),
        writes);
  }

  private static Stream<ArchivedRecord> archived(Scan scan) {
    return scan.records(
        KIND,
        Sorts.ascending(FieldNames.KIND, FieldNames.KEY),
        document -> new ArchivedRecord.OfShared(read(document)));
  }
}
