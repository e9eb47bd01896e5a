package dev.parley.store.mongo;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// All kinds of records.
final class StoredKinds {
  /// In the order in which the documents of a commit are written: summaries after the messages that
  /// they speak of, the log of changes last.
  static final List<StoredKind> ALL =
      List.of(
          MessageDocument.KIND,
          AmendmentDocument.KIND,
          EarlyStatusDocument.KIND,
          IdentityDocument.KIND,
          ContactDocument.KIND,
          UnprocessedDocument.KIND,
          ChatDocument.KIND,
          ChangeDocument.KIND);

  /// The names of all collections, that of the journal among them.
  static final Set<String> COLLECTIONS = collections();

  private StoredKinds() {}

  private static Set<String> collections() {
    Set<String> names = new HashSet<>();
    names.add(Journal.COLLECTION);
    ALL.forEach(kind -> names.add(kind.collection()));
    return Set.copyOf(names);
  }

  /// Whether the documents of a collection have addresses as their `_id`.
  static boolean areOfPeople(String collection) {
    return ALL.stream().anyMatch(kind -> kind.ofPeople() && kind.collection().equals(collection));
  }
}
