package dev.parley.store.mongo;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.bson.Document;

/// The rows of one kind that many steps need, read with one query. A damaged document is skipped:
/// the step that needs its row reads it again, finds the damage, and fails alone.
final class BulkRead<K, V> {
  private final String collection;
  private final Map<K, V> found = new HashMap<>();
  private final Set<K> damaged = new HashSet<>();

  BulkRead(StoredKind kind) {
    this.collection = kind.collection();
  }

  /// The value of a document; empty when it is damaged.
  ///
  /// @param asked the key of the row for which it was read
  <T> Optional<T> read(K asked, Document document, Function<Document, T> reader) {
    try {
      return Optional.of(Damage.read(collection, document, reader));
    } catch (Damage named) { // the step that needs the row reports it
      damaged.add(asked);
      return Optional.empty();
    }
  }

  /// Whether a document of the row was damaged.
  boolean isDamaged(K asked) {
    return damaged.contains(asked);
  }

  /// The rows that exist.
  Map<K, V> found() {
    return found;
  }

  /// Records every requested row as read, except damaged ones.
  void teach(StagedRows<K, V> rows, Collection<K> asked) {
    for (K key : asked) {
      if (!damaged.contains(key)) {
        rows.noteRead(key, Optional.ofNullable(found.get(key)));
      }
    }
  }
}
