package dev.parley.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.Message;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.WaId;
import dev.parley.chat.archive.ChatRecords;
import dev.parley.chat.archive.Kept;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// A MongoDB database, to be carried into another store. Belongs to one thread; every method
/// blocks.
///
/// Documents of the replaced backend are read as [Adoption] would leave them, each with the place
/// in its chat that it would get, but nothing is written. Where a Parley has left a commit
/// unfinished, that is finished first.
public sealed class MongoRecords implements ChatRecords permits MongoArchive {
  private static final int BATCH = 200;

  /// To sort a large collection that has no index yet takes its time.
  private static final long PATIENCE_MINUTES = 10;

  final MongoClient client;
  final MongoDatabase database;
  private final MongoDatabase patient;
  private long contactsLeft;
  private long messagesRead;

  MongoRecords(MongoClient client, MongoDatabase database) {
    this.client = client;
    this.database = database;
    this.patient = database.withTimeout(PATIENCE_MINUTES, TimeUnit.MINUTES);
  }

  /// Opens a database.
  ///
  /// @param uri as `MONGODB_URI`
  /// @throws StoreOpenException with a sentence for the person who asked
  public static MongoRecords openToRead(String uri) {
    Connection connection = Connection.to(uri);
    try {
      MongoDatabase database = connection.database();
      if (database.getCollection(Names.JOURNAL).find(Filters.eq(Names.KEY, Journal.HEAD)).first()
          != null) {
        new Journal(database).recover();
      }
      return new MongoRecords(connection.client(), database);
    } catch (MongoException e) {
      connection.client().close();
      throw new StoreOpenException(Faults.sentence(e));
    }
  }

  @Override
  public Stream<Kept> read(Kept.Kind kind) {
    return switch (kind) {
      case CONTACT -> {
        contactsLeft = 0;
        yield stream(
            collection(Names.CONTACTS).find().sort(Sorts.ascending(Names.WA_ID, Names.KEY)),
            this::contact);
      }
      case IDENTITY ->
          stream(
              collection(Names.IDENTITIES).find().sort(Sorts.ascending(Names.KEY)),
              document ->
                  Optional.of(
                      new Kept.OfIdentity(
                          new WaId(Fields.text(document, Names.KEY)),
                          new WaId(Fields.text(document, Names.ADDRESS)))));
      case AMENDMENT ->
          stream(
              collection(Names.AMENDMENTS)
                  .find()
                  .sort(Sorts.ascending(Names.TARGET, Names.REV, Names.PLACE)),
              document -> Optional.of(new Kept.OfAmendment(Documents.amendment(document))));
      case EARLY_STATUS ->
          stream(
              collection(Names.EARLY_STATUSES)
                  .find(Filters.exists(Names.MESSAGE_ID))
                  .sort(Sorts.ascending(Names.KEY)),
              document ->
                  Optional.of(
                      new Kept.OfStatus(
                          Documents.report(document),
                          Fields.instant(document, Names.RECEIVED_AT))));
      case UNPROCESSED ->
          stream(
              collection(Names.UNPROCESSED)
                  .find(Filters.exists(Names.DIGEST))
                  .sort(Sorts.ascending(Names.KEY)),
              document -> Optional.of(new Kept.OfUnprocessed(Documents.unprocessed(document))));
      case MESSAGE -> messages();
    };
  }

  /// One whose address has a plus sign, or is none, is shown nowhere.
  private Optional<Kept> contact(Document document) {
    if (ContactDocument.isReadable(document) && Adoption.isCanonical(document)) {
      return Optional.of(new Kept.OfContact(ContactDocument.read(document)));
    }
    contactsLeft++;
    return Optional.empty();
  }

  private Stream<Kept> messages() {
    messagesRead = 0;
    MongoCollection<Document> all = collection(Names.MESSAGES);
    Stream<Kept> placed =
        stream(
            all.find(Filters.gt(Names.SEQ, 0)).sort(Sorts.ascending(Names.WA_ID, Names.SEQ)),
            MongoRecords::message);
    Stream<Kept> unplaced =
        stream(
            all.find(Filters.eq(Names.SEQ, null)).sort(Sorts.ascending(Names.WA_ID, Names.KEY)),
            MongoRecords::message);
    Places places = new Places(placed.iterator(), unplaced.iterator());
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(places, Spliterator.ORDERED), false)
        .peek(_ -> messagesRead++)
        .onClose(placed::close)
        .onClose(unplaced::close);
  }

  private static Optional<Kept> message(Document document) {
    return MessageDocument.isReadable(document) && Adoption.isCanonical(document)
        ? Optional.of(
            new Kept.OfMessage(
                MessageDocument.read(document), Queries.json(document.get(Names.WEBHOOK_DATA))))
        : Optional.empty();
  }

  /// Messages that have their place, and after them, chat by chat, those that have none yet.
  private static final class Places implements Iterator<Kept> {
    private final Iterator<Kept> placed;
    private final Iterator<Kept> unplaced;
    private Kept.@Nullable OfMessage nextPlaced;
    private Kept.@Nullable OfMessage nextUnplaced;
    private String chat = "";
    private long seq;

    Places(Iterator<Kept> placed, Iterator<Kept> unplaced) {
      this.placed = placed;
      this.unplaced = unplaced;
      this.nextPlaced = after(placed);
      this.nextUnplaced = after(unplaced);
    }

    private static Kept.@Nullable OfMessage after(Iterator<Kept> all) {
      return all.hasNext() && all.next() instanceof Kept.OfMessage message ? message : null;
    }

    @Override
    public boolean hasNext() {
      return nextPlaced != null || nextUnplaced != null;
    }

    @Override
    public Kept next() {
      Kept.OfMessage first = nextPlaced;
      Kept.OfMessage other = nextUnplaced;
      if (first != null && (other == null || chat(first).compareTo(chat(other)) <= 0)) {
        nextPlaced = after(placed);
        chat = chat(first);
        seq = first.message().seq();
        return first;
      }
      if (other == null) {
        throw new NoSuchElementException();
      }
      nextUnplaced = after(unplaced);
      seq = chat(other).equals(chat) ? seq + 1 : 1;
      chat = chat(other);
      Message message = Lookups.at(other.message(), seq);
      return new Kept.OfMessage(message, other.webhookData());
    }

    private static String chat(Kept.OfMessage message) {
      return message.message().chat().value();
    }
  }

  private MongoCollection<Document> collection(String name) {
    return patient.getCollection(name);
  }

  private static Stream<Kept> stream(
      FindIterable<Document> found, Function<Document, Optional<Kept>> reader) {
    Answers answers =
        new Answers(
            guarded(() ->
                found
                    .allowDiskUse(true)
                    .batchSize(BATCH)
                    .timeoutMode(TimeoutMode.ITERATION)
                    .cursor()));
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(answers, Spliterator.ORDERED), false)
        .map(reader)
        .flatMap(Optional::stream)
        .onClose(answers.cursor::close);
  }

  /// The driver's answers, with its errors told as the store's.
  private record Answers(MongoCursor<Document> cursor) implements Iterator<Document> {
    @Override
    public boolean hasNext() {
      return guarded(cursor::hasNext);
    }

    @Override
    public Document next() {
      return guarded(cursor::next);
    }
  }

  interface Question<T> {
    T ask();
  }

  /// What MongoDB answers.
  static <T> T guarded(Question<T> question) {
    try {
      return question.ask();
    } catch (MongoException e) {
      throw Faults.unavailable(Faults.sentence(e));
    }
  }

  @Override
  public long size(Kept.Kind kind) {
    String name =
        switch (kind) {
          case CONTACT -> Names.CONTACTS;
          case IDENTITY -> Names.IDENTITIES;
          case AMENDMENT -> Names.AMENDMENTS;
          case EARLY_STATUS -> Names.EARLY_STATUSES;
          case UNPROCESSED -> Names.UNPROCESSED;
          case MESSAGE -> Names.MESSAGES;
        };
    return guarded(() -> collection(name).estimatedDocumentCount());
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    long messages = guarded(() -> collection(Names.MESSAGES).countDocuments()) - messagesRead;
    if (messages > 0) {
      notes.add("%d messages have no wa_id that can be shown".formatted(messages));
    }
    if (contactsLeft > 0) {
      notes.add("%d contacts have no wa_id that can be shown".formatted(contactsLeft));
    }
    return notes;
  }

  @Override
  public void close() {
    client.close();
  }
}
