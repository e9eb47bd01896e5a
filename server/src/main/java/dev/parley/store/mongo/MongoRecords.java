package dev.parley.store.mongo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.archive.ArchivedRecord;
import dev.parley.chat.archive.ChatRecords;
import java.util.List;
import java.util.stream.Stream;
import org.bson.conversions.Bson;

/// A MongoDB database whose records are copied into another store. Belongs to one thread; every
/// method blocks.
///
/// Documents of the replaced backend are read as [Adoption] would leave them, each with the
/// position that it would get, but nothing is written. A commit that a Parley server left
/// unfinished is finished first.
public sealed class MongoRecords implements ChatRecords permits MongoArchive {
  final MongoClient client;
  final MongoDatabase database;
  private final Scan scan;

  MongoRecords(MongoClient client, MongoDatabase database) {
    this.client = client;
    this.database = database;
    this.scan = new Scan(database);
  }

  /// Opens a database.
  ///
  /// @param uri the URI of the database, as in `MONGODB_URI`
  /// @throws StoreOpenException with a message for the user
  public static MongoRecords openToRead(String uri) {
    return MongoConnection.opening(
        uri,
        null,
        connection -> {
          MongoDatabase database = connection.database();
          Bson head = Filters.eq(FieldNames.KEY, Journal.HEAD);
          if (database.getCollection(Journal.COLLECTION).find(head).first() != null) {
            new Journal(database).recover();
          }
          return new MongoRecords(connection.client(), database);
        });
  }

  @Override
  public String name() {
    return "the database " + database.getName();
  }

  @Override
  public Stream<ArchivedRecord> read(ArchivedRecord.Kind kind) {
    if (kind == ArchivedRecord.Kind.CONTACT) { // the first kind: everything is read again
      scan.forgetLeft();
    }
    return StoredKinds.records(kind, scan);
  }

  @Override
  public long size(ArchivedRecord.Kind kind) {
    String name = StoredKinds.of(kind).collection();
    return Scan.guarded(() -> scan.collection(name).estimatedDocumentCount());
  }

  @Override
  public List<String> notes() {
    ArchivedMessages.noteHidden(scan);
    return scan.notes();
  }

  @Override
  public void close() {
    client.close();
  }
}
