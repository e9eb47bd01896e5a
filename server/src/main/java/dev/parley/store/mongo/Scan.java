package dev.parley.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.cursor.TimeoutMode;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.archive.ArchivedRecord;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/// Reads whole collections, so that their records can be copied into another store, and remembers
/// which documents it left out. Belongs to one thread.
final class Scan {
  private static final int BATCH = 200;
  private static final int NAMED = 5;

  /// The time limit of a query: sorting a large collection without an index takes long.
  private static final long PATIENCE_MINUTES = 10;

  private final MongoDatabase patient;

  /// Documents that were read but are not copied, by their name.
  private final Map<String, LeftBehind> leftBehind = new TreeMap<>();

  Scan(MongoDatabase database) {
    this.patient = database.withTimeout(PATIENCE_MINUTES, TimeUnit.MINUTES);
  }

  MongoCollection<Document> collection(String name) {
    return patient.getCollection(name);
  }

  /// Converts a document to a record.
  interface Reader {
    /// The record of a document; null if it is never shown.
    @Nullable ArchivedRecord read(Document document);
  }

  /// All records of a kind. Closing the stream ends the scan.
  Stream<ArchivedRecord> records(StoredKind kind, Bson order, Reader reader) {
    Answers answers = answers(kind.collection(), kind.present(), order);
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(
                read(kind.collection(), reader, answers), Spliterator.ORDERED),
            false)
        .onClose(answers::close);
  }

  Answers answers(String name, Bson filter, Bson order) {
    return new Answers(
        guarded(() ->
            collection(name)
                .find(filter)
                .sort(order)
                .allowDiskUse(true)
                .batchSize(BATCH)
                .timeoutMode(TimeoutMode.ITERATION)
                .cursor()));
  }

  /// @throws StoreOpenException at a damaged document of Parley
  Iterator<ArchivedRecord> read(String name, Reader reader, Iterator<Document> documents) {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(documents, Spliterator.ORDERED), false)
        .flatMap(document -> Stream.ofNullable(read(name, reader, document)))
        .iterator();
  }

  private static @Nullable ArchivedRecord read(String name, Reader reader, Document document) {
    try {
      return Damage.read(name, document, it -> Optional.ofNullable(reader.read(it))).orElse(null);
    } catch (Damage damage) {
      throw new StoreOpenException(
          damage.getMessage() + " (its _id is " + damage.key() + "): repair or remove it");
    }
  }

  /// The results of the driver, with its errors converted to those of the store.
  record Answers(MongoCursor<Document> cursor) implements Iterator<Document> {
    @Override
    public boolean hasNext() {
      return guarded(cursor::hasNext);
    }

    @Override
    public Document next() {
      return guarded(cursor::next);
    }

    void close() {
      cursor.close();
    }
  }

  interface Question<T> {
    T ask();
  }

  /// The answer of MongoDB, with its errors converted to those of the store.
  static <T> T guarded(Question<T> question) {
    try {
      return question.ask();
    } catch (MongoException e) {
      throw MongoErrors.unavailable(MongoErrors.sentence(e));
    }
  }

  /// Records a document that is never shown, and so is not copied.
  ///
  /// @param what the name for several such documents
  void left(String what, String collection, Document document) {
    LeftBehind all = leftBehind.computeIfAbsent(what, _ -> new LeftBehind());
    all.count++;
    if (all.some.size() < NAMED) {
      all.some.add(Damage.key(collection, document));
    }
  }

  /// Forgets these documents, because everything is read again.
  void forgetLeft() {
    leftBehind.clear();
  }

  private static final class LeftBehind {
    private long count;
    private final List<String> some = new ArrayList<>();
  }

  /// The documents that were left out, one sentence for each kind.
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    leftBehind.forEach((what, all) ->
        notes.add(
            "%d %s (_id %s%s)"
                .formatted(
                    all.count,
                    what,
                    String.join(", ", all.some),
                    all.count > all.some.size() ? " ..." : "")));
    return notes;
  }
}
