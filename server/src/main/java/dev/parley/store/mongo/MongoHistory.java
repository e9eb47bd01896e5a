package dev.parley.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import dev.parley.chat.AgentDay;
import dev.parley.chat.Answerers;
import dev.parley.chat.ChangeLog;
import dev.parley.chat.Chat;
import dev.parley.chat.ChatCriterion;
import dev.parley.chat.ChatHead;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.Contact;
import dev.parley.chat.Digest;
import dev.parley.chat.ListedChat;
import dev.parley.chat.Message;
import dev.parley.chat.MessageBatch;
import dev.parley.chat.MessageId;
import dev.parley.chat.MessagePage;
import dev.parley.chat.MessageSlice;
import dev.parley.chat.Note;
import dev.parley.chat.SharedRecord;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.StreamPosition;
import dev.parley.chat.Sync;
import dev.parley.chat.WaId;
import dev.parley.media.MediaRules;
import dev.parley.media.MediaStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the stored data. Safe for use by many threads; every method blocks.
///
/// It can be opened while a Parley server in the same or another process uses the database.
public sealed class MongoHistory implements ChatHistory permits MongoChatStore {
  private final MongoConnection connection;
  private final MongoDatabase database;
  private final MongoQueries queries;
  private volatile boolean closed;

  MongoHistory(MongoConnection connection) {
    this.connection = connection;
    this.database = connection.database();
    this.queries = new MongoQueries(database);
  }

  /// Opens a database for reading. If another Parley was killed during a commit, this method first
  /// finishes that commit.
  ///
  /// @param uri the value of `MONGODB_URI`
  /// @throws StoreOpenException with a message for the user
  public static MongoHistory openToRead(String uri) {
    return MongoConnection.opening(
        uri,
        null,
        connection -> {
          new Journal(connection.database()).recover();
          return new MongoHistory(connection);
        });
  }

  /// Runs a query on data other than conversations, for example on the accounts.
  <T> T readRows(Function<MongoDatabase, T> query) {
    return read(_ -> query.apply(database));
  }

  /// The metadata of files, for reading only: running a step throws an exception.
  MediaStore files() {
    return new MongoMedia(
        database,
        this,
        new MongoMedia.Steps() {
          @Override
          public <T> T run(Instant now, Function<MediaRules, T> step) {
            throw new IllegalStateException("the database is open for reading only");
          }
        });
  }

  /// The bytes of files.
  ///
  /// @param incoming a folder of this machine, for files while they are received
  GridFsBlobStore blobs(Path incoming) {
    return new GridFsBlobStore(database, incoming, Clock.systemUTC());
  }

  <T> T read(Function<MongoQueries, T> query) {
    if (closed) {
      throw MongoErrors.unavailable("Parley is stopping");
    }
    try {
      return query.apply(queries);
    } catch (MongoException e) {
      throw MongoErrors.unavailable(MongoErrors.sentence(e));
    }
  }

  @Override
  public List<ListedChat> chats(ChatCriterion criterion, @Nullable Position after, int limit) {
    return read(queries -> queries.chats().page(criterion, after, limit));
  }

  @Override
  public Map<WaId, Answerers> answerers(Collection<WaId> chats) {
    return chats.isEmpty() ? Map.of() : read(_ -> ChatRows.answerers(database, chats));
  }

  @Override
  public List<SharedRecord> shared(SharedRecord.Kind kind) {
    return read(queries -> queries.shared(kind));
  }

  @Override
  public List<Note> notes(WaId chat) {
    return read(queries -> queries.notes(chat));
  }

  @Override
  public Map<String, Note> notes(Collection<String> ids) {
    return read(queries -> queries.notes(ids));
  }

  @Override
  public Optional<Chat> chat(WaId chat, int messages) {
    return read(queries -> queries.chats().chat(chat, messages));
  }

  @Override
  public Collection<ChatHead> heads(Collection<WaId> chats) {
    return chats.isEmpty()
        ? List.of()
        : read(queries ->
            queries
                .chats()
                .heads(
                    List.copyOf(
                        ChatRows.find(database, new LinkedHashSet<>(chats)).found().values())));
  }

  @Override
  public MessagePage page(WaId chat, @Nullable MessagePosition before, int limit) {
    return read(queries -> queries.messages().page(chat, before, limit));
  }

  @Override
  public MessageSlice slice(WaId chat, MessageSlice.Range part) {
    return read(queries -> queries.messages().slice(chat, part));
  }

  @Override
  public MessageBatch everyMessage(@Nullable String after, int limit) {
    return read(queries -> queries.messages().every(after, limit));
  }

  @Override
  public List<MessagePosition> placesAfter(WaId chat, MessagePosition after, int limit) {
    return read(queries -> queries.messages().placesAfter(chat, after, limit));
  }

  @Override
  public List<Message> answers(WaId chat, Collection<MessageId> names, int limit) {
    return read(queries -> queries.messages().answers(chat, names, limit));
  }

  @Override
  public Map<MessageId, Message> messages(Collection<MessageId> ids) {
    return read(queries -> new ChangeLogRows(database, queries).messages(ids));
  }

  @Override
  public Map<MessageId, String> webhookData(WaId chat, List<Message> messages) {
    return read(queries -> queries.messages().webhookData(chat, messages));
  }

  @Override
  public List<Contact> contacts(@Nullable Position after, int limit) {
    return read(queries -> queries.contacts().page(after, limit));
  }

  @Override
  public Map<WaId, Contact> contacts(Collection<WaId> ids) {
    return read(queries -> new ChangeLogRows(database, queries).contacts(ids));
  }

  @Override
  public List<KeptUnprocessed> unprocessed(long after, int limit) {
    return read(queries -> queries.unprocessed().page(after, limit));
  }

  @Override
  public Optional<KeptUnprocessed> unprocessed(long number) {
    return read(queries -> queries.unprocessed().page(number - 1, 1)).stream()
        .filter(entry -> entry.number() == number)
        .findFirst();
  }

  @Override
  public StreamPosition position() {
    return log(ChangeLog::position);
  }

  @Override
  public Optional<WaId> addressOf(WaId id) {
    return read(queries -> queries.contacts().addressOf(id));
  }

  @Override
  public Set<WaId> addressesOf(WaId person) {
    return read(queries -> queries.contacts().addressesOf(person));
  }

  @Override
  public List<WaId> chatsOlderThan(Instant moment, @Nullable WaId after, int limit) {
    return read(queries -> queries.messages().chatsOlderThan(moment, limit));
  }

  @Override
  public List<ChangeLog.Entry> changesFrom(long number, int limit) {
    return read(queries -> new ChangeLogRows(database, queries).entriesFrom(number, limit));
  }

  @Override
  public Optional<Sync> sync(StreamPosition since, int limit) {
    return log(log -> log.sync(since, limit));
  }

  @Override
  public Optional<ChangeLog.Missed> missed(StreamPosition since, int limit) {
    return log(log -> log.missed(since, limit));
  }

  @Override
  public Optional<StreamPosition> positionBefore(Instant time) {
    return log(log -> log.before(time));
  }

  private <T> T log(Function<ChangeLog, T> query) {
    return read(queries -> query.apply(new ChangeLog(new ChangeLogRows(database, queries))));
  }

  @Override
  public List<AgentDay> counted(LocalDate from, LocalDate to) {
    return read(queries -> queries.counted(from, to));
  }

  @Override
  public Digest digest(WaId chat) {
    return read(queries -> queries.messages().digest(chat));
  }

  @Override
  public List<UnprocessedHead> unprocessedHeads(long after, int limit) {
    return read(queries -> queries.unprocessed().heads(after, limit));
  }

  @Override
  public Audit audit() {
    return read(_ -> new Auditor(database).audit());
  }

  @Override
  public void close() {
    closed = true;
    connection.client().close();
  }

  /// Refuses reads from now on.
  void stopReading() {
    closed = true;
  }
}
