package dev.parley.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import dev.parley.accounts.AccountStore;
import dev.parley.chat.ChatFeed;
import dev.parley.chat.ChatRules;
import dev.parley.chat.ChatStore;
import dev.parley.chat.ReadAhead;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StoreOpenException;
import dev.parley.hooks.HookStore;
import dev.parley.media.BlobStore;
import dev.parley.media.MediaBook;
import dev.parley.media.MediaRules;
import dev.parley.media.MediaStore;
import dev.parley.outbox.OutboxBook;
import dev.parley.outbox.OutboxRules;
import dev.parley.outbox.OutboxStore;
import dev.parley.store.OpenStore;
import dev.parley.store.Priority;
import dev.parley.store.WaitingStep;
import dev.parley.stream.CursorStore;
import dev.parley.templates.TemplateStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Conversations in a MongoDB database: the [ChatStore] on a [SharedDatabase]. Safe for use by many
/// threads.
///
/// Any number of them, in any number of processes, may be open on one database.
public final class MongoChatStore extends MongoHistory implements ChatStore, OpenStore {
  private static final String KIND = "mongodb";

  private static final Logger LOG = LoggerFactory.getLogger(MongoChatStore.class);

  private final SharedDatabase database;
  private final MongoDatabase collections;

  private MongoChatStore(SharedDatabase database) {
    super(database.connection());
    this.database = database;
    this.collections = database.connection().database();
  }

  /// Opens the store. If MongoDB is unreachable, the store still opens, refuses requests, and works
  /// as soon as MongoDB does.
  ///
  /// @param uri the value of `MONGODB_URI`
  /// @param feed receives every change after its commit
  /// @throws StoreOpenException if the URI cannot be parsed; with a message for the person who
  ///   starts Parley
  public static MongoChatStore open(String uri, ChatFeed feed, StoreListener listener) {
    return open(uri, feed, listener, null);
  }

  static MongoChatStore open(
      String uri, ChatFeed feed, StoreListener listener, @Nullable CommandListener commands) {
    return MongoConnection.opening(uri, commands, connection -> open(connection, feed, listener));
  }

  private static MongoChatStore open(
      MongoConnection connection, ChatFeed feed, StoreListener listener) {
    SharedDatabase database = SharedDatabase.open(connection, feed, listener);
    boolean done = false;
    try {
      MongoChatStore store = new MongoChatStore(database);
      LOG.atInfo()
          .addKeyValue("database", store.databaseName())
          .addKeyValue("messages", database.fault() == null ? count(store.messages()) : "unknown")
          .log("MongoDB is the store");
      done = true;
      return store;
    } finally {
      if (!done) {
        database.close();
      }
    }
  }

  private static String count(OptionalLong messages) {
    return messages.isPresent() ? Long.toString(messages.getAsLong()) : "unknown";
  }

  /// The name of the database.
  public String databaseName() {
    return collections.getName();
  }

  /// The number of messages, approximately and without waiting; empty if MongoDB is unreachable.
  public OptionalLong messages() {
    try {
      return OptionalLong.of(
          collections.getCollection(MessageDocument.COLLECTION).estimatedDocumentCount());
    } catch (MongoException unavailable) {
      LOG.atDebug().setCause(unavailable).log("messages could not be counted");
      return OptionalLong.empty();
    }
  }

  @Override
  public int waiting() {
    return database.waiting();
  }

  @Override
  public Duration oldestWaiting() {
    return database.oldestWaiting();
  }

  @Override
  public ChatStore chats() {
    return this;
  }

  @Override
  public OutboxStore outbox() {
    return new OutboxStore() {
      @Override
      public <T> T step(Instant now, Function<OutboxRules, T> step) {
        return commit(
            Priority.BACKGROUND, ExpectedReads.nothing(), now, rules -> step.apply(rules.outbox));
      }
    };
  }

  @Override
  public AccountStore accounts() {
    return new MongoAccounts(database, this);
  }

  @Override
  public MediaStore media() {
    return new MongoMedia(
        collections,
        this,
        new MongoMedia.Steps() {
          @Override
          public <T> T run(Instant now, Function<MediaRules, T> step) {
            return commit(
                Priority.NORMAL, ExpectedReads.nothing(), now, rules -> step.apply(rules.media));
          }
        });
  }

  @Override
  public Optional<BlobStore> blobs(Path incoming, Clock clock) {
    return Optional.of(new GridFsBlobStore(collections, incoming, clock));
  }

  /// Does nothing: the next commit replaces the last one in the journal.
  @Override
  public boolean removeTraces() {
    return true;
  }

  @Override
  public TemplateStore templates() {
    return new MongoTemplates(collections);
  }

  @Override
  public HookStore hooks() {
    return new MongoHooks(database, this);
  }

  @Override
  public CursorStore cursors() {
    return new MongoCursors(database, this);
  }

  @Override
  public <T> T step(Instant now, ReadAhead ahead, Function<ChatRules, T> step) {
    return commit(Priority.NORMAL, ExpectedReads.by(ahead), now, rules -> step.apply(rules.chats));
  }

  /// The rules of one step.
  private record Rules(ChatRules chats, OutboxRules outbox, MediaRules media) {}

  private <T> T commit(
      Priority priority, ExpectedReads wanted, Instant now, Function<Rules, T> step) {
    return database.commit(
        priority,
        wanted,
        ledger -> {
          OutboxBook book = new OutboxBook(ledger.outbox(), now);
          ChatRules chats = new ChatRules(ledger, book, new MediaBook(ledger.media(), now), now);
          T result =
              step.apply(
                  new Rules(
                      chats,
                      new OutboxRules(chats, book, ledger.outbox(), now),
                      new MediaRules(ledger.media(), MediaRules.Chats.of(chats), now)));
          return new WaitingStep.Done<>(result, chats.changes(), chats.measured());
        });
  }

  /// The database that was opened, which may differ from the one in the URI.
  @Override
  public Map<String, String> place() {
    return Map.of("database", databaseName());
  }

  @Override
  public Health health() {
    return new Health(KIND, database.fault());
  }

  @Override
  public void close() {
    stopReading();
    database.close();
    LOG.atDebug().log("store closed");
  }
}
