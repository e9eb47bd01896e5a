package dev.parley.store.mongo;

import com.mongodb.DuplicateKeyException;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a commit of many documents atomic without transactions; the docs of the package explain
/// why. Used by one thread at a time.
final class Journal {
  /// The collection of the journal: one document, [#HEAD], and the parts that do not fit into it.
  static final String COLLECTION = "parley_journal";

  /// The key of the document with the last commit.
  static final String HEAD = "head";

  static final String NUMBER = "n";

  /// The id of the database, created with the journal; see [Identity].
  static final String DATABASE = "database";

  private static final String RECENT = "recent";
  private static final String WRITES = "writes";
  private static final String PARTS = "parts";
  private static final String LAST_UNPROCESSED = "last_unprocessed";

  /// The number of the last change.
  private static final String LAST_CHANGE = "last_change";

  /// The number of the last commit whose changes are in the log. Earlier versions of Parley write
  /// no log: after they commit, this number is lower than the number of the last commit.
  private static final String LOGGED = "logged";

  /// The maximum size of a part. MongoDB limits a document to 16 MB.
  private static final int PART_BYTES = 8 << 20;

  /// MongoDB's error code for a duplicate of a unique value.
  static final int DUPLICATE_KEY = 11_000;

  /// MongoDB's error codes for an update that would make a document larger than the limit.
  private static final Set<Integer> TOO_LARGE = Set.of(10_334, 17_419);

  /// The maximum number of processes whose last commits are kept.
  private static final int REMEMBERED = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final MongoDatabase database;
  private final MongoCollection<Document> journal;
  private final Identity identity;

  /// The state of the journal.
  ///
  /// @param number the number of the last commit; 0 before the first
  /// @param recent the token of each process's last commit, the newest last. A process that got no
  ///   answer uses it to find out whether its commit was accepted
  /// @param lastUnprocessed the highest number of an unprocessed body so far
  /// @param lastChange the number of the last change; see [ChangeLogRows]
  record Head(long number, List<ObjectId> recent, long lastUnprocessed, long lastChange) {
    Head {
      recent = List.copyOf(recent);
    }

    /// The state after the next commit.
    ///
    /// @param own the token of the previous commit of the same process; the new token replaces it
    Head next(@Nullable ObjectId own, long unprocessed, long change) {
      List<ObjectId> tokens = new ArrayList<>(recent);
      tokens.remove(own);
      tokens.add(new ObjectId());
      return new Head(
          number + 1,
          tokens.subList(Math.max(0, tokens.size() - REMEMBERED), tokens.size()),
          unprocessed,
          change);
    }

    ObjectId token() {
      return recent.getLast();
    }
  }

  Journal(MongoDatabase database) {
    this(database, new Identity());
  }

  /// @param identity the identity of the expected database; if it is not known yet, the journal
  ///   sets it
  Journal(MongoDatabase database, Identity identity) {
    this.database = database;
    this.journal = database.getCollection(COLLECTION);
    this.identity = identity;
  }

  /// Reads the state of the journal, and makes sure that the last commit is completely applied, no
  /// matter which process made it. This process creates a missing journal only until it has read
  /// one: after that, a missing journal means that the database was removed.
  ///
  /// @throws Identity.Replaced if the database is not the one that was opened
  Head recover() {
    if (identity.database() == null) {
      make();
    }
    Document document = read();
    Head head = Damage.read(COLLECTION, document, Journal::head);
    identity.isAt(databaseOf(document), head.number());
    apply(head.number(), Damage.read(COLLECTION, document, this::writes));
    return isLogged(document) ? head : beginLog(head);
  }

  private static boolean isLogged(Document head) {
    return head.get(LOGGED) instanceof Number logged
        && logged.longValue() == DocumentFields.number(head, NUMBER);
  }

  /// Starts a new log, because the last commits are not in the current log.
  ///
  /// @return the current state of the journal, even if another process has changed it meanwhile
  private Head beginLog(Head head) {
    long beginning = head.lastChange() + 1;
    apply(head.number(), List.of(ChangeDocument.beginning(beginning, Instant.now())));
    journal.updateOne(
        Filters.and(Filters.eq(FieldNames.KEY, HEAD), Filters.eq(NUMBER, head.number())),
        Updates.combine(Updates.max(LAST_CHANGE, beginning), Updates.set(LOGGED, head.number())));
    return recover();
  }

  private void make() {
    try {
      journal.updateOne(
          Filters.eq(FieldNames.KEY, HEAD),
          new Document(
              "$setOnInsert",
              new Document(NUMBER, 0L)
                  .append(DATABASE, new ObjectId())
                  .append(RECENT, List.of(new ObjectId()))
                  .append(WRITES, List.of())
                  .append(LAST_UNPROCESSED, 0L)),
          new UpdateOptions().upsert(true));
    } catch (DuplicateKeyException | MongoWriteException another) {
      // Another process created it at the same time; it is read below.
      LOG.atDebug().setCause(another).log("another process has already created the journal");
    }
    if (!(read().get(DATABASE) instanceof ObjectId)) { // an earlier version created it
      journal.updateOne(
          Filters.and(Filters.eq(FieldNames.KEY, HEAD), Filters.exists(DATABASE, false)),
          Updates.set(DATABASE, new ObjectId()));
    }
  }

  private static ObjectId databaseOf(Document head) {
    if (head.get(DATABASE) instanceof ObjectId id) {
      return id;
    }
    throw new Identity.Replaced(Identity.ANOTHER);
  }

  /// Reads only commits that a majority of MongoDB's servers has. A change of the primary can
  /// revert other commits; if they were applied, documents would exist without their commit.
  private Document read() {
    Document document =
        journal
            .withReadConcern(ReadConcern.MAJORITY)
            .find(Filters.eq(FieldNames.KEY, HEAD))
            .first();
    if (document == null) {
      throw new Identity.Replaced(Identity.GONE);
    }
    return document;
  }

  /// Whether `head` is still the state after the last commit.
  boolean isAt(Head head) {
    return number() == head.number();
  }

  /// The number of the last commit, without reading all of it; 0 before the first.
  private long number() {
    Document head =
        journal
            .withReadConcern(ReadConcern.MAJORITY)
            .find(Filters.eq(FieldNames.KEY, HEAD))
            .projection(Projections.include(NUMBER))
            .first();
    return head == null ? 0 : DocumentFields.number(head, NUMBER);
  }

  private static Head head(Document document) {
    return new Head(
        DocumentFields.number(document, NUMBER),
        document.getList(RECENT, ObjectId.class),
        DocumentFields.number(document, LAST_UNPROCESSED),
        document.get(LAST_CHANGE) instanceof Number last ? last.longValue() : -1);
  }

  private List<Write> writes(Document document) {
    List<Document> entries = new ArrayList<>(document.getList(WRITES, Document.class, List.of()));
    if (document.get(PARTS) instanceof Number parts) {
      for (int i = 0; i < parts.intValue(); i++) {
        Document part =
            journal.find(Filters.eq(FieldNames.KEY, partKey(head(document), i))).first();
        if (part == null) {
          // A process applied the commit completely, and then removed its parts.
          return List.of();
        }
        entries.addAll(part.getList(WRITES, Document.class, List.of()));
      }
    }
    return entries.stream().map(Write::read).toList();
  }

  /// Makes `writes` the next commit. When this method returns true, the writes cannot be lost; they
  /// become visible with [#apply].
  ///
  /// @param at the state of the journal when the data for the writes was read
  /// @return false if another commit came first: then the caller has to read again
  boolean commit(Head at, Head next, List<Write> writes) {
    List<List<Document>> parts = split(writes);
    Document update =
        new Document(NUMBER, next.number())
            .append(RECENT, next.recent())
            .append(LAST_UNPROCESSED, next.lastUnprocessed())
            .append(LAST_CHANGE, next.lastChange())
            .append(LOGGED, next.number());
    if (parts.size() == 1) {
      update.append(WRITES, parts.getFirst()).append(PARTS, 0);
    } else {
      for (int i = 0; i < parts.size(); i++) {
        journal.insertOne(
            new Document(FieldNames.KEY, partKey(next, i))
                .append(NUMBER, next.number())
                .append(WRITES, parts.get(i)));
      }
      update.append(WRITES, List.of()).append(PARTS, parts.size());
    }
    boolean taken =
        journal
                .updateOne(
                    Filters.and(
                        Filters.eq(FieldNames.KEY, HEAD),
                        Filters.eq(NUMBER, at.number()),
                        Filters.eq(DATABASE, identity.database())),
                    new Document("$set", update))
                .getMatchedCount()
            == 1;
    if (taken) {
      identity.isAt(Objects.requireNonNull(identity.database()), next.number());
    }
    return taken;
  }

  private static String partKey(Head head, int index) {
    return head.token().toHexString() + "-" + index;
  }

  private static List<List<Document>> split(List<Write> writes) {
    DocumentCodec codec = new DocumentCodec();
    List<List<Document>> parts = new ArrayList<>();
    List<Document> part = new ArrayList<>();
    parts.add(part);
    int bytes = 0;
    for (Write write : writes) {
      Document entry = write.entry();
      int size = new RawBsonDocument(entry, codec).getByteBuffer().remaining();
      if (bytes + size > PART_BYTES && !part.isEmpty()) {
        part = new ArrayList<>();
        parts.add(part);
        bytes = 0;
      }
      part.add(entry);
      bytes += size;
    }
    return parts;
  }

  /// Removes the stored parts of commits that were applied or that another commit preceded.
  void forgetOldParts() {
    journal.deleteMany(Filters.and(Filters.ne(FieldNames.KEY, HEAD), Filters.lt(NUMBER, number())));
  }

  /// Writes the documents of a commit that are not written yet.
  void apply(long number, List<Write> writes) {
    Map<String, List<Write>> byCollection = new LinkedHashMap<>();
    StoredKinds.ALL.forEach(kind -> byCollection.put(kind.collection(), new ArrayList<>()));
    writes.forEach(write ->
        byCollection.computeIfAbsent(write.collection(), _ -> new ArrayList<>()).add(write));
    byCollection.forEach((name, its) -> {
      if (!its.isEmpty()) {
        apply(number, name, its);
      }
    });
  }

  private void apply(long number, String name, List<Write> writes) {
    MongoCollection<Document> collection = database.getCollection(name);
    List<WriteModel<Document>> models = new ArrayList<>();
    List<Write> ofModels = new ArrayList<>();
    for (Write write : writes) {
      for (WriteModel<Document> model : write.models(number)) {
        models.add(model);
        ofModels.add(write);
      }
    }
    long made;
    try {
      BulkWriteResult result = collection.bulkWrite(models, new BulkWriteOptions().ordered(false));
      made = result.getUpserts().size();
    } catch (MongoBulkWriteException failure) {
      for (BulkWriteError error : failure.getWriteErrors()) {
        if (!isSurmountable(error, ofModels.get(error.getIndex()))) {
          throw failure;
        }
      }
      if (failure.getWriteConcernError() != null) {
        throw failure;
      }
      made = -1;
    }
    if (name.equals(MessageDocument.COLLECTION)) {
      List<Write.Add> added =
          writes.stream().filter(Write.Add.class::isInstance).map(Write.Add.class::cast).toList();
      if (made < added.size() && !added.isEmpty()) {
        new MessagePlaces(collection).give(number, added);
      }
    }
  }

  /// Whether an error can be ignored. A duplicate key means that another process applies the same
  /// commit at the same time. If a change would make a document too large, the change is left out,
  /// because otherwise no further commit would be possible.
  private static boolean isSurmountable(BulkWriteError error, Write write) {
    if (error.getCode() == DUPLICATE_KEY) {
      return true;
    }
    if (TOO_LARGE.contains(error.getCode()) && write instanceof Write.Set set) {
      LOG.atError()
          .addKeyValue("collection", set.collection())
          .addKeyValue("key", set.key())
          .log("a document would exceed MongoDB's limit, so a change to it is left out");
      return true;
    }
    return false;
  }
}
