package dev.parley.store.sqlite;

import dev.parley.chat.ChatFeed;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StoreOpenException;
import dev.parley.store.Priority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An open data folder: its lock, its database file, the one writer and the readers. Its data
/// belongs to the ports on it, such as [SqliteChatStore]: each port has its own tables, and the
/// writes of several ports in one step are committed together. Safe for use by many threads.
///
/// Owns the data folder: opening the same folder a second time fails.
final class SqliteDatabase implements AutoCloseable {
  /// The name of the database in the data folder; SQLite keeps `-wal` and `-shm` files next to it.
  static final String FILE = "parley.db";

  private static final Duration EMPTYING = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);

  private final Path folder;
  private final FolderLock lock;
  private final StoreCondition condition;
  private final Readers readers;
  private final SqliteWriter writer;
  private final Checkup checkup;

  private SqliteDatabase(
      Path folder,
      FolderLock lock,
      StoreCondition condition,
      Readers readers,
      SqliteWriter writer,
      Checkup checkup) {
    this.folder = folder;
    this.lock = lock;
    this.condition = condition;
    this.readers = readers;
    this.writer = writer;
    this.checkup = checkup;
  }

  /// Opens the database in `folder`, which is created if absent; upgrades its schema, and checks
  /// it. A large file is checked later, while it is in use, see [Checkup].
  ///
  /// @param feed receives every change after its commit
  /// @throws StoreOpenException with a message for the person who starts Parley
  static SqliteDatabase open(Path folder, ChatFeed feed, StoreListener listener) {
    Path file = folder.resolve(FILE);
    FolderLock lock = own(folder);
    Database database = null;
    Readers readers = null;
    try {
      database = Database.openToWrite(file);
      database.migrate();
      if (SqliteMaintenance.small(file)) {
        SqliteMaintenance.check(database);
        SqliteMaintenance.repairAll(database);
        Checkup.done(folder);
      }
      StoreCondition condition = new StoreCondition();
      readers = new Readers(file, condition::failed);
      SqliteWriter writer = new SqliteWriter(folder, database, condition, feed, listener);
      return new SqliteDatabase(
          folder, lock, condition, readers, writer, new Checkup(folder, condition, writer));
    } catch (Throwable e) {
      abandon(readers, database, lock);
      switch (e) {
        case SQLException it ->
            throw new StoreOpenException(SqliteErrors.sentence(it) + " (" + file + ")");
        case IOException _ ->
            throw new StoreOpenException("the files next to " + file + " cannot be read");
        case RuntimeException it -> throw it;
        case Error it -> throw it;
        default -> throw new IllegalStateException(e);
      }
    }
  }

  private static void abandon(
      @Nullable Readers readers, @Nullable Database database, FolderLock lock) {
    if (readers != null) {
      readers.close();
    }
    if (database != null) {
      try {
        database.close();
      } catch (SQLException e) {
        LOG.atDebug().setCause(e).log("closing the database failed");
      }
    }
    lock.close();
  }

  /// Creates the folder if absent, and locks it against other processes. Logs what the last process
  /// left in the database's log.
  ///
  /// @throws StoreOpenException with a message for the person who starts Parley
  static FolderLock own(Path folder) {
    DataFolder.prepare(folder);
    FolderLock lock = FolderLock.take(folder);
    Path file = folder.resolve(FILE);
    try {
      WalRemains remains = WalRemains.read(folder.resolve(FILE + "-wal"));
      if (remains.commits() > 0 && (!Files.exists(file) || Files.size(file) == 0)) {
        throw new StoreOpenException(
            "the database "
                + file
                + " is missing, but its log parley.db-wal is there: put the database back, or move"
                + " the log away to start without it");
      }
      report(remains);
      DataFolder.create(file);
      NativeLibrary.load(folder);
      return lock;
    } catch (IOException e) {
      lock.close();
      throw new StoreOpenException(
          "the data folder "
              + folder
              + " cannot be written: check its permissions, or set DATA_DIR to another folder");
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static void report(WalRemains remains) {
    if (remains.isShort()) {
      LOG.atWarn()
          .addKeyValue("recoveredCommits", remains.commits())
          .addKeyValue("lostCommits", remains.lostCommits())
          .addKeyValue("lostPages", remains.lostFrames())
          .log(
              remains.lastOnly()
                  ? "the last commit in the log parley.db-wal is damaged and was skipped; if a"
                      + " power failure caused this, the commit was never acknowledged"
                  : "the log parley.db-wal is damaged: the commits after the damage are"
                      + " lost; check the disk, and compare with a backup");
    }
  }

  Path folder() {
    return folder;
  }

  Path file() {
    return folder.resolve(FILE);
  }

  /// The readers, which work in parallel to the writer.
  Readers readers() {
    return readers;
  }

  /// Runs `step` on the writing connection, in one commit with other waiting steps; returns once it
  /// is on disk.
  ///
  /// @throws dev.parley.chat.Refusal if it cannot be stored
  <T> T commit(SqliteWriter.Step<T> step) {
    return commit(Priority.NORMAL, step);
  }

  /// Like [#commit(SqliteWriter.Step)], with a priority.
  <T> T commit(Priority priority, SqliteWriter.Step<T> step) {
    return writer.commit(priority, step);
  }

  /// Empties the write-ahead log, which contains earlier states of the database. Blocks.
  ///
  /// @return false if readers need it for too long
  boolean emptyLog() {
    return writer.emptyLogWithin(EMPTYING);
  }

  /// The number of steps that wait for the writer; never blocks.
  int waiting() {
    return writer.commits().waiting();
  }

  /// The time for which the oldest unfinished step has waited; zero if there is none.
  Duration oldestWaiting() {
    return writer.commits().oldestWaiting();
  }

  /// Why the database does not work, in a sentence for operators; null if it works. Never blocks.
  @Nullable String fault() {
    return condition.sentence();
  }

  /// Commits waiting steps, and releases the folder.
  @Override
  public void close() {
    checkup.close();
    // readers first: the last connection to close runs a checkpoint, and readers cannot write
    readers.close();
    writer.close();
    lock.close();
    LOG.atDebug().log("store closed");
  }
}
