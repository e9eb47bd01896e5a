package dev.parley.store.mongo;

import com.mongodb.client.MongoDatabase;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.archive.ArchivedRecord;
import dev.parley.chat.archive.ChatArchive;
import dev.parley.chat.archive.RecordImporter;
import dev.parley.store.WaitingStep;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// A MongoDB database that receives the records of another store. Belongs to one thread; every
/// method blocks.
///
/// Batches go through the [Journal] like any step, so that each is stored completely or not at all,
/// and Parley servers on the database are not disturbed.
public final class MongoArchive extends MongoRecords implements ChatArchive {
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(6);

  private final Writer writer;
  private final boolean fresh;

  private MongoArchive(MongoConnection connection, Writer writer, boolean fresh) {
    super(connection.client(), connection.database());
    this.writer = writer;
    this.fresh = fresh;
  }

  /// Opens a database, creates its indexes, and gives documents of the replaced backend their
  /// positions.
  ///
  /// @param uri the URI of the database, as in `MONGODB_URI`
  /// @throws StoreOpenException with a message for the user
  public static MongoArchive open(String uri) {
    return MongoConnection.opening(uri, null, MongoArchive::open);
  }

  private static MongoArchive open(MongoConnection connection) {
    MongoDatabase database = connection.database();
    new Journal(database).recover();
    new Schema(database).make();
    boolean fresh =
        database.getCollection(MessageDocument.COLLECTION).find().limit(1).first() == null;
    Writer writer =
        new Writer(database, changes -> {}, StoreListener.NONE, new DatabaseCondition());
    boolean done = false;
    try {
      writer.awaitFirst(FIRST_ANSWER);
      new Adoption(database, writer).run(() -> false);
      done = true;
      return new MongoArchive(connection, writer, fresh);
    } finally {
      if (!done) {
        writer.close();
      }
    }
  }

  @Override
  public boolean isEmpty() {
    for (ArchivedRecord.Kind kind : ArchivedRecord.Kind.values()) {
      try (var kept = read(kind)) {
        if (kept.findAny().isPresent()) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public RecordImporter.Outcome compare(List<ArchivedRecord> batch) {
    return step(batch, keeping -> keeping.compare(batch));
  }

  @Override
  public RecordImporter.Outcome keep(List<ArchivedRecord> batch) {
    return step(batch, keeping -> keeping.keep(batch));
  }

  private RecordImporter.Outcome step(
      List<ArchivedRecord> batch, Function<RecordImporter, RecordImporter.Outcome> step) {
    return writer.commit(
        ExpectedReads.by(batch, fresh),
        ledger -> {
          RecordImporter.Outcome outcome = step.apply(new RecordImporter(ledger));
          ledger.beginLog();
          return new WaitingStep.Done<>(outcome, List.of());
        });
  }

  @Override
  public void close() {
    try {
      writer.close();
    } finally {
      super.close();
    }
  }
}
