package dev.parley.store.mongo;

import com.mongodb.DuplicateKeyException;
import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The indexes that Parley needs: those of the replaced backend, as that makes them, and its own.
///
/// One thread at a time.
final class Schema {
  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
  private static final int DUPLICATE_KEY = 11_000;

  private static final List<Index> INDEXES =
      List.of(
          new Index(
              Names.MESSAGES,
              Indexes.ascending(Names.ID),
              new IndexOptions().unique(true).sparse(true)),
          new Index(Names.MESSAGES, Indexes.ascending(Names.WA_ID), new IndexOptions()),
          new Index(Names.MESSAGES, Indexes.descending(Names.TIMESTAMP), new IndexOptions()),
          new Index(
              Names.MESSAGES,
              Indexes.compoundIndex(
                  Indexes.ascending(Names.WA_ID), Indexes.descending(Names.TIMESTAMP)),
              new IndexOptions()),
          new Index(
              Names.CONTACTS, Indexes.ascending(Names.WA_ID), new IndexOptions().unique(true)),
          new Index(
              Names.MESSAGES,
              Indexes.ascending(Names.WA_ID, Names.SEQ),
              new IndexOptions().unique(true).partialFilterExpression(Filters.gt(Names.SEQ, 0))),
          new Index(Names.MESSAGES, Indexes.ascending(Names.META_ID), new IndexOptions()),
          new Index(
              Names.MESSAGES,
              Indexes.compoundIndex(
                  Indexes.ascending(Names.WA_ID), Indexes.descending(Names.AT, Names.SEQ)),
              new IndexOptions()),
          // finds documents that have no seq yet
          new Index(
              Names.MESSAGES,
              Indexes.ascending(Names.SEQ, Names.WA_ID, Names.KEY),
              new IndexOptions()),
          // finds messages whose status another program has moved
          new Index(
              Names.MESSAGES,
              Indexes.ascending(Names.PARLEY_STATUS, Names.STATUS),
              new IndexOptions().partialFilterExpression(Filters.exists(Names.PARLEY_STATUS))),
          new Index(
              Names.CONTACTS, Indexes.descending(Names.LAST_SEEN, Names.WA_ID), new IndexOptions()),
          new Index(
              Names.CONTACTS,
              Indexes.ascending(Names.IS_ONLINE, Names.LAST_SEEN),
              new IndexOptions()),
          new Index(
              Names.CHATS,
              Indexes.descending(Names.NEWEST_TIMESTAMP, Names.KEY),
              new IndexOptions()),
          new Index(Names.EARLY_STATUSES, Indexes.ascending(Names.MESSAGE_ID), new IndexOptions()),
          new Index(Names.EARLY_STATUSES, Indexes.ascending(Names.RECEIVED_AT), new IndexOptions()),
          new Index(
              Names.AMENDMENTS,
              Indexes.ascending(Names.TARGET, Names.REV, Names.PLACE),
              new IndexOptions()),
          // finds what one person did last to a message
          new Index(
              Names.AMENDMENTS,
              Indexes.ascending(Names.TARGET, Names.WA_ID, Names.BY, Names.KIND, Names.AT),
              new IndexOptions()),
          new Index(
              Names.UNPROCESSED,
              Indexes.ascending(Names.DIGEST),
              new IndexOptions().unique(true).sparse(true)),
          new Index(Names.EARLY_STATUSES, Indexes.ascending(Names.REMOVED_AT), forAnHour()),
          new Index(Names.AMENDMENTS, Indexes.ascending(Names.REMOVED_AT), forAnHour()),
          new Index(Names.UNPROCESSED, Indexes.ascending(Names.REMOVED_AT), forAnHour()));

  private final MongoDatabase database;

  /// What cannot be made, of which the log has told.
  private final Set<Index> leftOut = new HashSet<>();

  Schema(MongoDatabase database) {
    this.database = database;
  }

  private static IndexOptions forAnHour() {
    return new IndexOptions().expireAfter(1L, TimeUnit.HOURS);
  }

  private record Index(String collection, Bson keys, IndexOptions options) {}

  /// Makes the indexes that are missing; on a large collection that takes its time, while MongoDB
  /// serves on. One that what is stored does not allow is left out, with a warning.
  void make() {
    MongoDatabase patient = database.withTimeout(0, TimeUnit.MILLISECONDS);
    for (Index index : INDEXES) {
      if (leftOut.contains(index)) {
        continue;
      }
      try {
        patient.getCollection(index.collection).createIndex(index.keys, index.options);
      } catch (DuplicateKeyException duplicates) {
        leftOut.add(index);
        warn(index);
      } catch (MongoCommandException refused) {
        leftOut.add(index);
        if (refused.getErrorCode() == DUPLICATE_KEY) {
          warn(index);
        } else {
          LOG.atWarn()
              .addKeyValue("collection", index.collection)
              .addKeyValue("index", index.keys.toBsonDocument().toJson())
              .addKeyValue("code", refused.getErrorCode())
              .log("an index could not be made: is there one of the same name with other options?");
        }
      }
    }
  }

  private void warn(Index index) {
    if (index.keys.toBsonDocument().size() > 1) {
      LOG.atWarn()
          .addKeyValue("index", index.keys.toBsonDocument().toJson())
          .log(
              "documents share what must be unique, so the index is not made: parley"
                  + " verify-payloads says what does not fit together");
      return;
    }
    String field = index.keys.toBsonDocument().getFirstKey();
    Duplicates found = Duplicates.of(database, index.collection, field, 5);
    LOG.atWarn()
        .addKeyValue("collection", index.collection)
        .addKeyValue("field", field)
        .addKeyValue("values", found.count())
        .addKeyValue("such_as", found.some())
        .log(
            "documents share a value that must be unique, so its index is not made: remove all but"
                + " one of each, parley verify-payloads lists them, and start Parley again");
  }
}
