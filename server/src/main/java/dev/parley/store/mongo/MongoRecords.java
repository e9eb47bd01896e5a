package dev.parley.store.mongo;

import com.mongodb.MongoException;
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
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bson.Document;
import org.bson.conversions.Bson;
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
            Names.CONTACTS,
            Filters.empty(),
            Sorts.ascending(Names.WA_ID, Names.KEY),
            this::contact);
      }
      case IDENTITY ->
          stream(
              Names.IDENTITIES,
              Filters.empty(),
              Sorts.ascending(Names.KEY),
              document ->
                  new Kept.OfIdentity(
                      new WaId(Fields.text(document, Names.KEY)),
                      new WaId(Fields.text(document, Names.ADDRESS))));
      case AMENDMENT ->
          stream(
              Names.AMENDMENTS,
              Filters.exists(Names.TARGET), // else it was forgotten
              Sorts.ascending(Names.TARGET, Names.REV, Names.PLACE),
              document -> new Kept.OfAmendment(Documents.amendment(document)));
      case EARLY_STATUS ->
          stream(
              Names.EARLY_STATUSES,
              Filters.exists(Names.MESSAGE_ID),
              Sorts.ascending(Names.KEY),
              document ->
                  new Kept.OfStatus(
                      Documents.report(document), Fields.instant(document, Names.RECEIVED_AT)));
      case UNPROCESSED ->
          stream(
              Names.UNPROCESSED,
              Filters.exists(Names.DIGEST),
              Sorts.ascending(Names.KEY),
              document -> new Kept.OfUnprocessed(Documents.unprocessed(document)));
      case MESSAGE -> messages();
    };
  }

  /// One whose address has a plus sign, or is none, is shown nowhere.
  private @Nullable Kept contact(Document document) {
    if (ContactDocument.isReadable(document) && Adoption.isCanonical(document)) {
      return new Kept.OfContact(ContactDocument.read(document));
    }
    contactsLeft++;
    return null;
  }

  private Stream<Kept> messages() {
    messagesRead = 0;
    Stream<Kept> placed =
        stream(
            Names.MESSAGES,
            Filters.gt(Names.SEQ, 0),
            Sorts.ascending(Names.WA_ID, Names.SEQ),
            MongoRecords::message);
    Stream<Kept> unplaced =
        stream(
            Names.MESSAGES,
            Filters.eq(Names.SEQ, null),
            Sorts.ascending(Names.WA_ID, Names.KEY),
            MongoRecords::adopted);
    Places places = new Places(placed.iterator(), unplaced.iterator());
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(places, Spliterator.ORDERED), false)
        .peek(_ -> messagesRead++)
        .onClose(placed::close)
        .onClose(unplaced::close);
  }

  private static @Nullable Kept message(Document document) {
    return MessageDocument.isReadable(document) && Adoption.isCanonical(document)
        ? new Kept.OfMessage(
            MessageDocument.read(document), Queries.json(document.get(Names.WEBHOOK_DATA)))
        : null;
  }

  /// As [Adoption] would leave it, but for its place.
  private static @Nullable Kept adopted(Document document) {
    return message(document.append(Names.AT, Documents.date(MessageDocument.timestamp(document))));
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

  private interface Reader {
    /// Null when it is shown nowhere.
    @Nullable Kept read(Document document);
  }

  private Stream<Kept> stream(String name, Bson filter, Bson order, Reader reader) {
    Answers answers =
        new Answers(
            guarded(() ->
                collection(name)
                    .find(filter)
                    .sort(order)
                    .allowDiskUse(true)
                    .batchSize(BATCH)
                    .timeoutMode(TimeoutMode.ITERATION)
                    .cursor()));
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(answers, Spliterator.ORDERED), false)
        .flatMap(document -> Stream.ofNullable(read(name, reader, document)))
        .onClose(answers.cursor::close);
  }

  private static @Nullable Kept read(String name, Reader reader, Document document) {
    try {
      return reader.read(document);
    } catch (IllegalStateException | IllegalArgumentException damaged) {
      throw new StoreOpenException(
          "a document of the collection "
              + name
              + " is not as Parley writes it: mend or remove it");
    }
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
