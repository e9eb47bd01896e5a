package dev.parley.store.sqlite;

import dev.parley.chat.ChatFeed;
import dev.parley.chat.ChatRules;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Contact;
import dev.parley.chat.ContactUpdate;
import dev.parley.chat.Draft;
import dev.parley.chat.GonePart;
import dev.parley.chat.Inbound;
import dev.parley.chat.Ingested;
import dev.parley.chat.ReadPart;
import dev.parley.chat.SendOutcome;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.WaId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A [ChatStore] in one SQLite file. Safe for use by many threads; every method but [#health] and
/// [#waiting] blocks.
///
/// Owns the data folder while it is open: a second one on the same folder is refused.
public final class SqliteChatStore extends SqliteHistory implements ChatStore {
  /// The database's name in the data folder; beside it SQLite keeps `-wal` and `-shm`.
  public static final String FILE = "parley.db";

  private static final String KIND = "sqlite";

  // what the writer does in some milliseconds
  private static final int READ_AT_ONCE = 500;
  private static final int GONE_AT_ONCE = 500;
  private static final int FORGOTTEN_AT_ONCE = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(SqliteChatStore.class);

  private final FolderLock lock;
  private final GroupCommit writer;

  private SqliteChatStore(FolderLock lock, GroupCommit writer, Readers readers) {
    super(readers);
    this.lock = lock;
    this.writer = writer;
  }

  /// Opens the store in `folder`, which is made if absent; brings its schema up to date, and checks
  /// it. A large file is checked while it is being used, see [Upkeep].
  ///
  /// @param feed hears of every change after its commit
  /// @throws StoreOpenException with a sentence for the person who starts Parley
  public static SqliteChatStore open(Path folder, ChatFeed feed, StoreListener listener) {
    makeFolder(folder);
    Path file = folder.resolve(FILE);
    FolderLock lock = FolderLock.take(folder);
    try {
      Database database = Database.openToWrite(file);
      boolean checked = false;
      try {
        database.migrate();
        checked = Upkeep.small(file);
        if (checked) {
          Upkeep.check(database);
          Upkeep.repairAll(database);
        }
      } catch (SQLException | RuntimeException e) {
        database.close();
        throw e;
      }
      Readers readers = new Readers(file);
      GroupCommit writer = new GroupCommit(database, feed, listener);
      if (!checked) {
        Upkeep.checkInBackground(readers, writer);
      }
      return new SqliteChatStore(lock, writer, readers);
    } catch (SQLException e) {
      lock.close();
      throw new StoreOpenException(Faults.sentence(e) + " (" + file + ")");
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new StoreOpenException(
          "the data folder "
              + folder
              + " cannot be made: check DATA_DIR and the permissions of the folder above it");
    }
  }

  /// How many steps wait for the writer.
  public int waiting() {
    return writer.waiting();
  }

  @Override
  public Ingested ingest(Inbound inbound, Instant now) {
    return step(now, rules -> rules.ingest(inbound));
  }

  @Override
  public Ingested replay(long number, Inbound inbound, Instant now) {
    return step(now, rules -> rules.replay(number, inbound));
  }

  @Override
  public SendOutcome send(Draft draft, Instant now) {
    return step(now, rules -> rules.send(draft));
  }

  @Override
  public ReadPart markRead(WaId chat, ReadPart.@Nullable Rest from, Instant now) {
    return step(now, rules -> rules.markRead(chat, from, READ_AT_ONCE));
  }

  @Override
  public Contact saveContact(ContactUpdate update, Instant now) {
    return step(now, rules -> rules.saveContact(update));
  }

  @Override
  public Set<WaId> presence(Set<WaId> people, boolean online, Instant now) {
    return step(now, rules -> rules.presence(people, online));
  }

  @Override
  public GonePart expire(Instant unseenSince, @Nullable WaId after, Instant now) {
    return step(now, rules -> rules.expire(unseenSince, after, GONE_AT_ONCE));
  }

  @Override
  public boolean forgetStatuses(Instant waitingSince, Instant now) {
    return step(now, rules -> rules.forgetStatuses(waitingSince, FORGOTTEN_AT_ONCE));
  }

  private <T> T step(Instant now, Function<ChatRules, T> step) {
    return writer.commit(database -> {
      ChatRules rules = new ChatRules(new SqliteLedger(database), now);
      T result = step.apply(rules);
      return new GroupCommit.Done<>(result, rules.changes());
    });
  }

  @Override
  public Health health() {
    return new Health(KIND, writer.fault());
  }

  @Override
  public void close() {
    // readers first: the last connection writes the WAL back into the file, and they cannot write
    super.close();
    writer.close();
    lock.close();
    LOG.atDebug().log("store closed");
  }
}
