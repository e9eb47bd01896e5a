package dev.parley.store.mongo;

import static dev.parley.store.mongo.DocumentFields.constant;
import static dev.parley.store.mongo.DocumentFields.text;

import dev.parley.hooks.HookRecord;
import java.util.List;
import org.bson.Document;

/// A row of the outgoing webhooks. Its `_id` is its kind and its id, `hook:h_4f7k2m9q3x`.
final class HookDocument {
  static final String COLLECTION = "parley_hooks";

  static final String KIND_FIELD = "kind";

  private static final String ID = "id";
  private static final String BODY = "body";

  /// The hooks. They are not copied into another store, because their positions in the stream
  /// differ there.
  static final StoredKind KIND = StoredKind.in(COLLECTION).removable(KIND_FIELD);

  private HookDocument() {}

  static String key(HookRecord.Kind kind, String id) {
    return kind.word() + ":" + id;
  }

  private static Document of(HookRecord row) {
    return new Document()
        .append(KIND_FIELD, row.kind().word())
        .append(ID, row.id())
        .append(BODY, row.body());
  }

  static HookRecord read(Document document) {
    return new HookRecord(
        HookRecord.Kind.valueOf(constant(text(document, KIND_FIELD))),
        text(document, ID),
        text(document, BODY));
  }

  /// Adds the writes of a commit for a changed row.
  static void write(StagedRows.Changed<String, HookRecord> changed, List<Write> writes) {
    Write.row(
        COLLECTION,
        changed.key(),
        changed.before().map(HookDocument::of).orElse(null),
        changed.after().map(HookDocument::of).orElse(null),
        writes);
  }
}
