package dev.parley.store.mongo;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.parley.chat.archive.ArchivedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/// A kind of record: its collection, and the properties that are needed by code that handles all
/// kinds. Each kind is declared by the class of its documents. That class also converts documents
/// to values and back, and determines what a commit writes. [StoredKinds] lists all kinds.
///
/// @param collection the name of the collection
/// @param indexes the indexes of the collection, in the order of creation
/// @param present matches documents with a record; others only say that a record was removed
/// @param ofPeople whether a document's `_id` is an address, which the log shortens
/// @param archived how its records are copied into another store; null: they are not copied
record StoredKind(
    String collection,
    List<Index> indexes,
    Bson present,
    boolean ofPeople,
    @Nullable ArchiveScan archived) {
  StoredKind {
    indexes = List.copyOf(indexes);
  }

  /// An index of a collection.
  record Index(String collection, Bson keys, IndexOptions options) {}

  /// Says how the records of a kind are copied into another store.
  record ArchiveScan(ArchivedRecord.Kind kind, Function<Scan, Stream<ArchivedRecord>> scan) {}

  /// A kind without indexes whose documents are never removed.
  static StoredKind in(String collection) {
    return new StoredKind(collection, List.of(), Filters.empty(), false, null);
  }

  StoredKind indexed(Bson keys) {
    return indexed(keys, new IndexOptions());
  }

  StoredKind indexed(Bson keys, IndexOptions options) {
    List<Index> more = new ArrayList<>(indexes);
    more.add(new Index(collection, keys, options));
    return new StoredKind(collection, more, present, ofPeople, archived);
  }

  /// The kind with removable documents; MongoDB deletes the rest of a removed document after an
  /// hour, see [Write.Remove].
  ///
  /// @param field a field that every document with a record has
  StoredKind removable(String field) {
    return new StoredKind(collection, indexes, Filters.exists(field), ofPeople, archived)
        .indexed(
            Indexes.ascending(FieldNames.REMOVED_AT),
            new IndexOptions().expireAfter(1L, TimeUnit.HOURS));
  }

  /// The kind whose documents have an address or a user id as their `_id`.
  StoredKind keyedByAddress() {
    return new StoredKind(collection, indexes, present, true, archived);
  }

  /// @param scan reads all of its records, in the order of [ArchivedRecord.Kind]
  StoredKind archivedAs(ArchivedRecord.Kind kind, Function<Scan, Stream<ArchivedRecord>> scan) {
    return new StoredKind(collection, indexes, present, ofPeople, new ArchiveScan(kind, scan));
  }
}
