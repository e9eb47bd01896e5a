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

/// Makes a commit of many documents atomic where there are no transactions; see the package's page
/// for why it is. One thread at a time.
final class Journal {
  /// One document, [#HEAD], and what does not fit into it.
  static final String COLLECTION = "parley_journal";

  /// The one document of the journal that counts.
  static final String HEAD = "head";

  static final String NUMBER = "n";

  /// The id of the database, made with the journal; see [Identity].
  static final String DATABASE = "database";

  private static final String RECENT = "recent";
  private static final String WRITES = "writes";
  private static final String PARTS = "parts";
  private static final String LAST_UNPROCESSED = "last_unprocessed";

  /// The number of the last change.
  private static final String LAST_CHANGE = "last_change";

  /// The number of the last commit whose changes are in the log. An earlier version that commits
  /// logs nothing, and leaves it behind the commit's own number.
  private static final String LOGGED = "logged";

  /// MongoDB's limit of a document is 16 MB.
  private static final int PART_BYTES = 8 << 20;

  /// What MongoDB says of a value that is there already and must be unique.
  static final int DUPLICATE_KEY = 11_000;

  /// What MongoDB says of an update after which a document were larger than its limit.
  private static final Set<Integer> TOO_LARGE = Set.of(10_334, 17_419);

  /// How many processes find their last commit among those of others.
  private static final int REMEMBERED = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final MongoDatabase database;
  private final MongoCollection<Document> journal;
  private final Identity identity;

  /// Where the journal stands.
  ///
  /// @param number of the last commit; 0 before the first
  /// @param recent the token of each process's last commit, the newest last: by it a process that
  ///   got no answer finds out whether its commit was taken
  /// @param lastUnprocessed the highest number given to an entry of what could not be processed
  /// @param lastChange the number of the last change; see [Log]
  record Head(long number, List<ObjectId> recent, long lastUnprocessed, long lastChange) {
    Head {
      recent = List.copyOf(recent);
    }

    /// The commit after this one.
    ///
    /// @param own the token of the same process's commit before it, whose place it takes
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

  /// @param identity of the database that is expected; learned where it is not known yet
  Journal(MongoDatabase database, Identity identity) {
    this.database = database;
    this.journal = database.getCollection(COLLECTION);
    this.identity = identity;
  }

  /// Reads where the journal stands and makes sure that the last commit is wholly applied, whoever
  /// made it. A journal is made only before one was read: later on its absence says that the
  /// database is not there any more.
  ///
  /// @throws Identity.Replaced when the database is not the one that was opened
  Head recover() {
    if (identity.database() == null) {
      make();
    }
    Document document = read();
    Head head = Damage.naming(COLLECTION, document, Journal::head);
    identity.isAt(databaseOf(document), head.number());
    apply(head.number(), Damage.naming(COLLECTION, document, this::writes));
    return isLogged(document) ? head : beginLog(head);
  }

  private static boolean isLogged(Document head) {
    return head.get(LOGGED) instanceof Number logged
        && logged.longValue() == DocumentFields.number(head, NUMBER);
  }

  /// Begins the log anew after commits that are not in it.
  ///
  /// @return where the journal stands now; that is also where another process took it meanwhile
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
      // Another process made it at the same moment; it is read below.
      LOG.atDebug().setCause(another).log("the journal was there already");
    }
    if (!(read().get(DATABASE) instanceof ObjectId)) { // an earlier version made it
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

  /// What a majority has: applying a commit that a change of the primary takes back would leave
  /// documents that no commit explains.
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

  /// Whether no commit came after this one.
  boolean isAt(Head head) {
    return number() == head.number();
  }

  /// Of the last commit, without reading all of it; 0 before the first.
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
          // Removed by whoever applied the whole of it.
          return List.of();
        }
        entries.addAll(part.getList(WRITES, Document.class, List.of()));
      }
    }
    return entries.stream().map(Write::read).toList();
  }

  /// Makes `writes` the next commit: after this they are kept, whatever happens, but for [#apply]
  /// not to be seen yet.
  ///
  /// @param at where the journal stood when everything was read that the writes rest on
  /// @return empty when another commit came first: then read anew
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

  /// Removes parts of commits that were applied, or that lost their place to another.
  void forgetOldParts() {
    journal.deleteMany(Filters.and(Filters.ne(FieldNames.KEY, HEAD), Filters.lt(NUMBER, number())));
  }

  /// Writes a commit's documents, those that are not written yet.
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

  /// A duplicate key says that another process applies the same commit at the same moment. A
  /// document that has no room for a change keeps what it has: else nothing could be committed any
  /// more.
  private static boolean isSurmountable(BulkWriteError error, Write write) {
    if (error.getCode() == DUPLICATE_KEY) {
      return true;
    }
    if (TOO_LARGE.contains(error.getCode()) && write instanceof Write.Set set) {
      LOG.atError()
          .addKeyValue("collection", set.collection())
          .addKeyValue("key", set.key())
          .log("a document has no room for a change, which is left out");
      return true;
    }
    return false;
  }
}
