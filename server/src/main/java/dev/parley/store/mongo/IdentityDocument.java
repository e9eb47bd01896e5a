package dev.parley.store.mongo;

import static dev.parley.store.mongo.Fields.text;

import dev.parley.chat.WaId;
import java.util.List;
import org.bson.Document;

/// Where the chat of a person is. Its `_id` is the person's user id.
final class IdentityDocument {
  static final String COLLECTION = "parley_identities";

  private static final String ADDRESS = "address";

  static final StoredKind KIND = StoredKind.in(COLLECTION).keyedByAddress();

  private IdentityDocument() {}

  private static Document of(WaId address) {
    return new Document(ADDRESS, address.value());
  }

  /// The address under which the person has their chat.
  static WaId read(Document document) {
    return new WaId(text(document, ADDRESS));
  }

  /// What a commit writes for a person who has moved.
  static void write(Table.Changed<WaId, WaId> changed, List<Write> writes) {
    Write.row(
        COLLECTION,
        changed.key().value(),
        changed.before().map(IdentityDocument::of).orElse(null),
        changed.after().map(IdentityDocument::of).orElse(null),
        writes);
  }
}
