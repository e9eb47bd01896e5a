package dev.parley.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.WaId;
import dev.parley.chat.archive.ChatRecords;
import dev.parley.chat.archive.Kept;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
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

/// A MongoDB database, to be carried into another store. Belongs to one thread; every method
/// blocks.
///
/// Documents of the replaced backend are read as [Adoption] would leave them, each with the place
/// in its chat that it would get, but nothing is written. Where a Parley has left a commit
/// unfinished, that is finished first.
public sealed class MongoRecords implements ChatRecords permits MongoArchive {
  private static final int BATCH = 200;
  private static final int NAMED = 5;
  private static final String NO_ADDRESS = "messages have no wa_id that can be shown";

  /// To sort a large collection that has no index yet takes its time.
  private static final long PATIENCE_MINUTES = 10;

  final MongoClient client;
  final MongoDatabase database;
  private final MongoDatabase patient;

  /// What was read and is not carried, by its name.
  private final Map<String, LeftBehind> leftBehind = new TreeMap<>();

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
    return Connection.opening(
        uri,
        null,
        connection -> {
          MongoDatabase database = connection.database();
          Bson head = Filters.eq(Names.KEY, Journal.HEAD);
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
  public Stream<Kept> read(Kept.Kind kind) {
    if (kind == Kept.Kind.CONTACT) { // the first kind: everything is read again
      leftBehind.clear();
    }
    return switch (kind) {
      case CONTACT ->
          stream(
              ContactDocument.COLLECTION,
              Filters.empty(),
              Sorts.ascending(Names.WA_ID, Names.KEY),
              this::contact);
      case IDENTITY ->
          stream(
              IdentityDocument.COLLECTION,
              Filters.empty(),
              Sorts.ascending(Names.KEY),
              document ->
                  new Kept.OfIdentity(
                      new WaId(Fields.text(document, Names.KEY)), IdentityDocument.read(document)));
      case AMENDMENT ->
          stream(
              AmendmentDocument.COLLECTION,
              Filters.exists(AmendmentDocument.TARGET), // else it was forgotten
              Sorts.ascending(AmendmentDocument.TARGET, Names.REV, AmendmentDocument.PLACE),
              document -> new Kept.OfAmendment(AmendmentDocument.read(document)));
      case EARLY_STATUS ->
          stream(
              EarlyStatusDocument.COLLECTION,
              Filters.exists(EarlyStatusDocument.MESSAGE_ID),
              Sorts.ascending(Names.KEY),
              document -> {
                EarlyStatusDocument.Waiting waiting = EarlyStatusDocument.read(document);
                return new Kept.OfStatus(waiting.report(), waiting.receivedAt());
              });
      case UNPROCESSED ->
          stream(
              UnprocessedDocument.COLLECTION,
              Filters.exists(UnprocessedDocument.DIGEST),
              Sorts.ascending(Names.KEY),
              document -> new Kept.OfUnprocessed(UnprocessedDocument.read(document)));
      case MESSAGE -> messages();
    };
  }

  /// One whose address is none is shown nowhere; of two with the same number, the one with a plus
  /// sign is not.
  private @Nullable Kept contact(Document document) {
    if (!ContactDocument.isReadable(document)) {
      left("contacts have no wa_id that can be shown", ContactDocument.COLLECTION, document);
      return null;
    }
    Contact contact = ContactDocument.read(document);
    if (Addresses.hasPlus(document)
        && guarded(() ->
            collection(ContactDocument.COLLECTION)
                .countDocuments(Filters.eq(Names.WA_ID, contact.waId().value())))
            > 0) {
      left("contacts are there with and without a plus sign", ContactDocument.COLLECTION, document);
      return null;
    }
    return new Kept.OfContact(contact);
  }

  private Stream<Kept> messages() {
    Bson placed = Filters.gt(Names.SEQ, 0);
    Bson unplaced = Filters.eq(Names.SEQ, null);
    // an earlier version hid those with a plus sign
    Bson hidden = Filters.eq(Names.SEQ, 0);
    Bson bySeq = Sorts.ascending(Names.WA_ID, Names.SEQ);
    Bson byKey = Sorts.ascending(Names.WA_ID, Names.KEY);
    List<Answers> all = new ArrayList<>();
    Answers placedDigits = open(all, Filters.and(placed, Addresses.WITHOUT_PLUS), bySeq);
    Answers placedPlus = open(all, Filters.and(placed, Addresses.WITH_PLUS), bySeq);
    Answers unplacedDigits = open(all, Filters.and(unplaced, Addresses.WITHOUT_PLUS), byKey);
    Answers unplacedPlus =
        open(all, Filters.and(Filters.or(unplaced, hidden), Addresses.WITH_PLUS), byKey);
    Iterator<Kept> first =
        read(
            MessageDocument.COLLECTION,
            this::message,
            new Merged(placedDigits, placedPlus, Addresses.BY_PLACE));
    Iterator<Kept> second =
        read(
            MessageDocument.COLLECTION,
            this::adopted,
            new Merged(unplacedDigits, unplacedPlus, Addresses.BY_KEY));
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(new Places(first, second), Spliterator.ORDERED),
            false)
        .onClose(() -> all.forEach(it -> it.cursor.close()));
  }

  private Answers open(List<Answers> all, Bson filter, Bson order) {
    Answers answers = answers(MessageDocument.COLLECTION, filter, order);
    all.add(answers);
    return answers;
  }

  private @Nullable Kept message(Document document) {
    if (MessageDocument.isReadable(document)) {
      return new Kept.OfMessage(MessageDocument.read(document), WebhookData.read(document));
    }
    left(NO_ADDRESS, MessageDocument.COLLECTION, document);
    return null;
  }

  /// As [Adoption] would leave it, but for its place.
  private @Nullable Kept adopted(Document document) {
    return message(document.append(Names.AT, Fields.date(MessageDocument.timestamp(document))));
  }

  /// Something is shown nowhere, and is not carried.
  ///
  /// @param what how several of it are called
  private void left(String what, String collection, Document document) {
    LeftBehind all = leftBehind.computeIfAbsent(what, _ -> new LeftBehind());
    all.count++;
    if (all.some.size() < NAMED) {
      all.some.add(Damage.key(collection, document));
    }
  }

  private static final class LeftBehind {
    private long count;
    private final List<String> some = new ArrayList<>();
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
    Answers answers = answers(name, filter, order);
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(read(name, reader, answers), Spliterator.ORDERED),
            false)
        .onClose(answers.cursor::close);
  }

  private Answers answers(String name, Bson filter, Bson order) {
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

  /// @throws StoreOpenException at a document of Parley's that is damaged
  private Iterator<Kept> read(String name, Reader reader, Iterator<Document> documents) {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(documents, Spliterator.ORDERED), false)
        .flatMap(document -> Stream.ofNullable(read(name, reader, document)))
        .iterator();
  }

  private static @Nullable Kept read(String name, Reader reader, Document document) {
    try {
      return Damage.naming(name, document, it -> Optional.ofNullable(reader.read(it))).orElse(null);
    } catch (Damage damage) {
      throw new StoreOpenException(
          damage.getMessage() + " (its _id is " + damage.key() + "): repair or remove it");
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
          case CONTACT -> ContactDocument.COLLECTION;
          case IDENTITY -> IdentityDocument.COLLECTION;
          case AMENDMENT -> AmendmentDocument.COLLECTION;
          case EARLY_STATUS -> EarlyStatusDocument.COLLECTION;
          case UNPROCESSED -> UnprocessedDocument.COLLECTION;
          case MESSAGE -> MessageDocument.COLLECTION;
        };
    return guarded(() -> collection(name).estimatedDocumentCount());
  }

  @Override
  public List<String> notes() {
    Bson hidden = Filters.and(Filters.eq(Names.SEQ, 0), Addresses.WITHOUT_PLUS);
    for (Document document :
        guarded(() ->
            collection(MessageDocument.COLLECTION)
                .find(hidden)
                .projection(Projections.include(Names.KEY))
                .into(new ArrayList<>()))) {
      left(NO_ADDRESS, MessageDocument.COLLECTION, document);
    }
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

  @Override
  public void close() {
    client.close();
  }
}
