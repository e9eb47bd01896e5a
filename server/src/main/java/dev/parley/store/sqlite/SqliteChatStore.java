package dev.parley.store.sqlite;

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
import dev.parley.media.MediaRow;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A [ChatStore] in one SQLite file: the port for conversations on a [SqliteDatabase]. Safe for use
/// by many threads.
///
/// Owns the data folder while it is open: opening a second store on the same folder fails.
public final class SqliteChatStore extends SqliteHistory implements ChatStore, OpenStore {
  /// The name of the database in the data folder; SQLite keeps `-wal` and `-shm` files next to it.
  public static final String FILE = SqliteDatabase.FILE;

  private static final String KIND = "sqlite";

  private final SqliteDatabase database;

  private SqliteChatStore(SqliteDatabase database) {
    super(database.file(), database.readers());
    this.database = database;
  }

  /// Opens the store in `folder`, which is created if absent; upgrades its schema, and checks it.
  ///
  /// @param feed receives every change after its commit
  /// @throws StoreOpenException with a message for the person who starts Parley
  public static SqliteChatStore open(Path folder, ChatFeed feed, StoreListener listener) {
    return new SqliteChatStore(SqliteDatabase.open(folder, feed, listener));
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
        return commit(Priority.BACKGROUND, now, rules -> step.apply(rules.outbox));
      }
    };
  }

  @Override
  public AccountStore accounts() {
    return new SqliteAccounts(database);
  }

  @Override
  public MediaStore media() {
    return new MediaStore() {
      @Override
      public <T> T step(Instant now, Function<MediaRules, T> step) {
        return commit(Priority.NORMAL, now, rules -> step.apply(rules.media));
      }

      @Override
      public Optional<MediaRow> find(String id) {
        return database.readers().read(connection -> MediaTable.find(connection, id));
      }

      @Override
      public List<MediaRow> rows(@Nullable String after, int limit) {
        return database.readers().read(connection -> MediaTable.rows(connection, after, limit));
      }

      @Override
      public Queue queue() {
        return database.readers().read(MediaTable::queue);
      }
    };
  }

  @Override
  public Optional<BlobStore> blobs(Path incoming, Clock clock) {
    return Optional.empty();
  }

  @Override
  public boolean removeTraces() {
    return database.emptyLog();
  }

  @Override
  public TemplateStore templates() {
    return new SqliteTemplates(database);
  }

  @Override
  public HookStore hooks() {
    return new SqliteHooks(database);
  }

  @Override
  public CursorStore cursors() {
    return new SqliteCursors(database);
  }

  @Override
  public <T> T step(Instant now, ReadAhead ahead, Function<ChatRules, T> step) {
    return commit(Priority.NORMAL, now, rules -> step.apply(rules.chats));
  }

  /// The rules of one step.
  private record Rules(ChatRules chats, OutboxRules outbox, MediaRules media) {}

  private <T> T commit(Priority priority, Instant now, Function<Rules, T> step) {
    return database.commit(
        priority,
        (connection, lastChange) -> {
          SqliteOutbox outbox = new SqliteOutbox(connection);
          OutboxBook book = new OutboxBook(outbox, now);
          SqliteMedia media = new SqliteMedia(connection);
          ChatRules chats =
              new ChatRules(
                  new SqliteLedger(connection, lastChange), book, new MediaBook(media, now), now);
          T result =
              step.apply(
                  new Rules(
                      chats,
                      new OutboxRules(chats, book, outbox, now),
                      new MediaRules(media, MediaRules.Chats.of(chats), now)));
          return new WaitingStep.Done<>(result, chats.changes(), chats.measured());
        });
  }

  @Override
  public Map<String, String> place() {
    return Map.of("folder", database.folder().toAbsolutePath().normalize().toString());
  }

  @Override
  public Health health() {
    return new Health(KIND, database.fault());
  }

  @Override
  public void close() {
    database.close();
  }
}
