package dev.parley.store.mongo;

import dev.parley.chat.archive.Kept;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

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

  private static final Map<Kept.Kind, StoredKind> CARRIED = carried();

  private StoredKinds() {}

  private static Set<String> collections() {
    Set<String> names = new HashSet<>();
    names.add(Journal.COLLECTION);
    ALL.forEach(kind -> names.add(kind.collection()));
    return Set.copyOf(names);
  }

  private static Map<Kept.Kind, StoredKind> carried() {
    Map<Kept.Kind, StoredKind> carried = new EnumMap<>(Kept.Kind.class);
    for (StoredKind kind : ALL) {
      if (kind.carried() != null) {
        carried.put(kind.carried().kind(), kind);
      }
    }
    if (carried.size() != Kept.Kind.values().length) {
      throw new IllegalStateException("only these are carried: " + carried.keySet());
    }
    return carried;
  }

  /// The kind whose records are carried as `kind`.
  static StoredKind of(Kept.Kind kind) {
    return Objects.requireNonNull(CARRIED.get(kind));
  }

  /// All records that are carried as `kind`. Closing the stream ends the scan.
  static Stream<Kept> records(Kept.Kind kind, Scan scan) {
    return Objects.requireNonNull(of(kind).carried()).scan().apply(scan);
  }

  /// Whether the documents of a collection have addresses as their `_id`.
  static boolean areOfPeople(String collection) {
    return ALL.stream().anyMatch(kind -> kind.ofPeople() && kind.collection().equals(collection));
  }
}
