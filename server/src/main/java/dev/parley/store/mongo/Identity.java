package dev.parley.store.mongo;

import com.mongodb.ReadConcern;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/// The identity of the database that a store opened, to notice when it was replaced: dropped,
/// restored from a copy, or on a server that was started with other files. The head of the journal
/// contains the id of the database, which is created once, and a number that only grows.
/// Collections have ids from MongoDB. Safe for use by many threads.
final class Identity {
  private static final String AGAIN = ": start Parley again if that was intended";
  static final String GONE =
      "the database of MONGODB_URI was dropped or emptied while Parley was running" + AGAIN;
  static final String ANOTHER =
      "the database that Parley opened was replaced by another one" + AGAIN;
  private static final String EARLIER =
      "the database was restored to an earlier state while Parley was running" + AGAIN;

  private volatile @Nullable ObjectId database;
  private volatile long number;

  /// The ids of the known collections, by name; used only by the monitor.
  private final Map<String, Object> collections = new HashMap<>();

  /// The id of the database; null until the journal was read.
  @Nullable ObjectId database() {
    return database;
  }

  /// Compares the database with the expected one. Called when the journal was read or written.
  ///
  /// @throws Replaced if it belongs to another database
  void isAt(ObjectId id, long newest) {
    ObjectId known = database;
    if (known != null && !known.equals(id)) {
      throw new Replaced(ANOTHER);
    }
    number = Math.max(number, newest);
    database = id;
  }

  /// Checks whether MongoDB still has the same database. Used by one thread at a time.
  ///
  /// @return a sentence for operators if it does not; otherwise null
  @Nullable String check(MongoDatabase now) {
    ObjectId known = database;
    if (known == null) {
      return null;
    }
    long least = number; // before reading the journal, which may grow meanwhile
    Document head =
        now.getCollection(Journal.COLLECTION)
            .withReadConcern(ReadConcern.MAJORITY)
            .aggregate(
                List.of(
                    Aggregates.match(Filters.eq(FieldNames.KEY, Journal.HEAD)),
                    Aggregates.project(Projections.include(Journal.NUMBER, Journal.DATABASE))))
            .first();
    if (head == null) {
      return GONE;
    }
    if (!known.equals(head.get(Journal.DATABASE))) {
      return ANOTHER;
    }
    if (DocumentFields.number(head, Journal.NUMBER) < least) {
      return EARLIER;
    }
    return checkCollections(now);
  }

  private @Nullable String checkCollections(MongoDatabase now) {
    Set<String> there = new HashSet<>();
    for (Document collection : now.listCollections()) {
      String name = DocumentFields.text(collection, "name");
      if (!StoredKinds.COLLECTIONS.contains(name)) {
        continue;
      }
      there.add(name);
      Object id = collection.get("info", new Document()).get("uuid", Object.class);
      Object before = collections.putIfAbsent(name, id == null ? name : id);
      if (before != null && id != null && !before.equals(id)) {
        return dropped(name);
      }
    }
    return collections.keySet().stream()
        .filter(name -> !there.contains(name))
        .findFirst()
        .map(Identity::dropped)
        .orElse(null);
  }

  private static String dropped(String collection) {
    return "the collection "
        + collection
        + " was dropped or replaced while Parley was running"
        + AGAIN;
  }

  /// The database is not the one that was opened.
  static final class Replaced extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    Replaced(String sentence) {
      super(sentence);
    }

    String sentence() {
      return String.valueOf(getMessage());
    }
  }
}
