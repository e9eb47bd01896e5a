package dev.parley.store.mongo;

import com.mongodb.DuplicateKeyException;
import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Creates the indexes that Parley needs: those of the replaced backend, in the same form, and its
/// own. [StoredKinds] lists them.
///
/// May be used by one thread at a time.
final class Schema {
  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
  private static final int DUPLICATE_KEY = 11_000;

  private final MongoDatabase database;

  /// Indexes that cannot be created, which the log has reported.
  private final Set<StoredKind.Index> leftOut = new HashSet<>();

  Schema(MongoDatabase database) {
    this.database = database;
  }

  /// Creates missing indexes. On a large collection this takes long, but MongoDB remains usable. An
  /// index that the stored data does not allow is skipped, with a warning.
  void make() {
    MongoDatabase patient = database.withTimeout(0, TimeUnit.MILLISECONDS);
    for (StoredKind kind : StoredKinds.ALL) {
      for (StoredKind.Index index : kind.indexes()) {
        if (!leftOut.contains(index)) {
          make(patient, index);
        }
      }
    }
  }

  private void make(MongoDatabase patient, StoredKind.Index index) {
    try {
      patient.getCollection(index.collection()).createIndex(index.keys(), index.options());
    } catch (DuplicateKeyException duplicates) {
      leftOut.add(index);
      warn(index);
    } catch (MongoCommandException refused) {
      leftOut.add(index);
      if (refused.getErrorCode() == DUPLICATE_KEY) {
        warn(index);
      } else {
        LOG.atWarn()
            .addKeyValue("collection", index.collection())
            .addKeyValue("index", index.keys().toBsonDocument().toJson())
            .addKeyValue("code", refused.getErrorCode())
            .log("an index could not be created: is there one with this name and other options?");
      }
    }
  }

  private void warn(StoredKind.Index index) {
    if (index.keys().toBsonDocument().size() > 1) {
      LOG.atWarn()
          .addKeyValue("index", index.keys().toBsonDocument().toJson())
          .log(
              "documents share a value that must be unique, so the index is not created: parley"
                  + " verify-payloads lists the conflicts");
      return;
    }
    String field = index.keys().toBsonDocument().getFirstKey();
    Duplicates found = Duplicates.of(database, index.collection(), field, 5);
    LOG.atWarn()
        .addKeyValue("collection", index.collection())
        .addKeyValue("field", field)
        .addKeyValue("values", found.count())
        .addKeyValue("such_as", found.some())
        .log(
            "documents share a value that must be unique, so its index is not created: keep only"
                + " one of each (parley verify-payloads lists them), and restart Parley");
  }
}
