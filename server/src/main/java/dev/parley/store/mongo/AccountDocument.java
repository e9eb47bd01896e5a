package dev.parley.store.mongo;

import static dev.parley.store.mongo.DocumentFields.constant;
import static dev.parley.store.mongo.DocumentFields.text;

import com.mongodb.client.model.Indexes;
import dev.parley.accounts.AccountRecord;
import java.util.List;
import org.bson.Document;

/// A row of the accounts. Its `_id` is its kind and its id, `user:u_4f7k2m9q3x`.
final class AccountDocument {
  static final String COLLECTION = "parley_accounts";

  static final String KIND_FIELD = "kind";

  private static final String ID = "id";
  private static final String BODY = "body";

  /// The accounts. They are not copied with the other records of a store: `AccountTransfer` copies
  /// those that the other store may have.
  static final StoredKind KIND =
      StoredKind.in(COLLECTION).removable(KIND_FIELD).indexed(Indexes.ascending(KIND_FIELD));

  private AccountDocument() {}

  static String key(AccountRecord.Kind kind, String id) {
    return kind.word() + ":" + id;
  }

  private static Document of(AccountRecord row) {
    return new Document()
        .append(KIND_FIELD, row.kind().word())
        .append(ID, row.id())
        .append(BODY, row.body());
  }

  static AccountRecord read(Document document) {
    return new AccountRecord(
        AccountRecord.Kind.valueOf(constant(text(document, KIND_FIELD))),
        text(document, ID),
        text(document, BODY));
  }

  /// Adds the writes of a commit for a changed row.
  static void write(StagedRows.Changed<String, AccountRecord> changed, List<Write> writes) {
    Write.row(
        COLLECTION,
        changed.key(),
        changed.before().map(AccountDocument::of).orElse(null),
        changed.after().map(AccountDocument::of).orElse(null),
        writes);
  }
}
