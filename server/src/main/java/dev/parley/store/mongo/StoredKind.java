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

/// A kind of record: its collection, and what those who go through all kinds have to know of it. It
/// is declared by the class of the kind's documents, which also turns them into values and back,
/// and says what a commit writes when one changes. [StoredKinds] lists all of them.
///
/// @param collection its name
/// @param indexes those that it needs, the first made first
/// @param present finds the documents that hold a record; others say that one was removed
/// @param ofPeople whether a document's `_id` is an address, which the log shortens
/// @param carried how its records get into another store; null: they do not, as they are made again
///   there
record StoredKind(
    String collection,
    List<Index> indexes,
    Bson present,
    boolean ofPeople,
    @Nullable Carried carried) {
  StoredKind {
    indexes = List.copyOf(indexes);
  }

  /// An index of a collection.
  record Index(String collection, Bson keys, IndexOptions options) {}

  /// How the records of a kind get into another store.
  record Carried(ArchivedRecord.Kind kind, Function<Scan, Stream<ArchivedRecord>> scan) {}

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
    return new StoredKind(collection, more, present, ofPeople, carried);
  }

  /// Its documents can be removed; MongoDB drops what is left of one after an hour, see
  /// [Write.Remove].
  ///
  /// @param field every document has it that holds a record
  StoredKind removable(String field) {
    return new StoredKind(collection, indexes, Filters.exists(field), ofPeople, carried)
        .indexed(
            Indexes.ascending(FieldNames.REMOVED_AT),
            new IndexOptions().expireAfter(1L, TimeUnit.HOURS));
  }

  /// The `_id` of its documents is an address or a user id.
  StoredKind keyedByAddress() {
    return new StoredKind(collection, indexes, present, true, carried);
  }

  /// @param scan reads all of its records, in the order of [ArchivedRecord.Kind]
  StoredKind carriedAs(ArchivedRecord.Kind kind, Function<Scan, Stream<ArchivedRecord>> scan) {
    return new StoredKind(collection, indexes, present, ofPeople, new Carried(kind, scan));
  }
}
