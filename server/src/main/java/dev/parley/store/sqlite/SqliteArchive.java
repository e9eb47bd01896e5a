package dev.parley.store.sqlite;

import dev.parley.chat.ChatSummary;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.archive.ArchivedRecord;
import dev.parley.chat.archive.ChatArchive;
import dev.parley.chat.archive.RecordImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The embedded store, for copying it into another store or filling it from one. Belongs to one
/// thread; every method blocks.
///
/// Owns the data folder while it is open; opening fails while a Parley server uses it.
public final class SqliteArchive implements ChatArchive {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteArchive.class);

  /// Chats whose state differs from that of a new chat.
  private static final String TOUCHED =
      "state <> 'open' OR assignee IS NOT NULL OR team IS NOT NULL OR labels IS NOT NULL OR pinned"
          + " OR muted";

  private final FolderLock lock;
  private final Database database;

  /// The current position of [#read] in the messages of a chat.
  private @Nullable ResultSet inChat;

  private SqliteArchive(FolderLock lock, Database database) {
    this.lock = lock;
    this.database = database;
  }

  /// Opens the store in `folder`.
  ///
  /// @throws StoreOpenException with a sentence for the person who asked; also if the folder has no
  ///   store
  public static SqliteArchive openToRead(Path folder) {
    if (!Files.exists(folder.resolve(SqliteDatabase.FILE))) {
      throw new StoreOpenException(
          "there is no database in " + folder + ": set DATA_DIR to the folder that has one");
    }
    return open(folder);
  }

  /// Opens the store in `folder`; both are created if absent.
  ///
  /// @throws StoreOpenException with a message for the user
  public static SqliteArchive open(Path folder) {
    Path file = folder.resolve(SqliteDatabase.FILE);
    FolderLock lock = SqliteDatabase.own(folder);
    try {
      Database database = Database.openToWrite(file);
      try {
        database.migrate();
        SqliteMaintenance.check(database);
        SqliteMaintenance.repairAll(database);
      } catch (SQLException | RuntimeException e) {
        database.close();
        throw e;
      }
      return new SqliteArchive(lock, database);
    } catch (SQLException e) {
      lock.close();
      throw new StoreOpenException(SqliteErrors.sentence(e) + " (" + file + ")");
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return "DATA_DIR";
  }

  @Override
  public Stream<ArchivedRecord> read(ArchivedRecord.Kind kind) {
    return switch (kind) {
      case CONTACT ->
          stream(
              ContactTable.SELECT + " ORDER BY wa_id",
              rows -> new ArchivedRecord.OfContact(ContactTable.read(rows)));
      case IDENTITY ->
          stream(
              IdentityTable.SELECT + " ORDER BY user_id",
              rows -> new ArchivedRecord.OfIdentity(IdentityTable.read(rows)));
      case AMENDMENT ->
          stream(
              AmendmentTable.SELECT + " ORDER BY n",
              rows -> new ArchivedRecord.OfAmendment(AmendmentTable.read(rows)));
      case EARLY_STATUS ->
          stream(
              EarlyStatusTable.SELECT + " ORDER BY message_id, status, participant",
              rows ->
                  new ArchivedRecord.OfStatus(
                      EarlyStatusTable.read(rows), EarlyStatusTable.receivedAt(rows)));
      case UNPROCESSED ->
          stream(
              UnprocessedTable.SELECT + " ORDER BY number",
              rows -> new ArchivedRecord.OfUnprocessed(UnprocessedTable.read(rows)));
      case SHARED ->
          stream(
              SharedTable.SELECT + " ORDER BY kind, id",
              rows -> new ArchivedRecord.OfShared(SharedTable.read(rows)));
      case CHAT_STATE ->
          stream(
              "SELECT " + ChatTable.COLUMNS.names() + " FROM chats WHERE " + TOUCHED,
              rows -> {
                ChatSummary chat = ChatTable.read(rows, 0);
                return new ArchivedRecord.OfChatState(chat.waId(), chat.state());
              });
      case NOTE ->
          stream(
              NoteTable.SELECT + " ORDER BY id",
              rows -> new ArchivedRecord.OfNote(NoteTable.read(rows)));
      case STATISTICS ->
          stream(
              StatisticsTable.SELECT + " ORDER BY day, agent",
              rows -> new ArchivedRecord.OfStatistics(StatisticsTable.read(rows)));
      case MESSAGE -> {
        ResultSet chats =
            run(() -> database.prepare("SELECT wa_id FROM chats ORDER BY wa_id").executeQuery());
        inChat = null;
        yield stream(() -> nextMessage(chats), chats::close);
      }
    };
  }

  private Stream<ArchivedRecord> stream(String sql, Row.Reader<ArchivedRecord> reader) {
    ResultSet rows = run(() -> database.prepare(sql).executeQuery());
    return stream(
        () -> rows.next() ? Optional.of(reader.read(rows)) : Optional.empty(), rows::close);
  }

  private static Stream<ArchivedRecord> stream(
      Work<Optional<ArchivedRecord>> next, Closing closing) {
    return StreamSupport.stream(
            new AbstractSpliterator<ArchivedRecord>(Long.MAX_VALUE, Spliterator.ORDERED) {
              @Override
              public boolean tryAdvance(Consumer<? super ArchivedRecord> action) {
                Optional<ArchivedRecord> kept = run(next);
                kept.ifPresent(action);
                return kept.isPresent();
              }
            },
            false)
        .onClose(() ->
            run(() -> {
              closing.close();
              return true;
            }));
  }

  private interface Closing {
    void close() throws SQLException;
  }

  /// Reads chat by chat, because no index has all messages by `seq`: SQLite sorts one chat at a
  /// time, with temporary files if it is large.
  private Optional<ArchivedRecord> nextMessage(ResultSet chats) throws SQLException {
    while (inChat == null || !inChat.next()) {
      if (!chats.next()) {
        return Optional.empty();
      }
      PreparedStatement ofChat =
          database.prepare(
              "SELECT "
                  + MessageTable.COLUMNS.names()
                  + ", n FROM messages WHERE wa_id = ? ORDER BY seq");
      ofChat.setString(1, chats.getString(1));
      inChat = ofChat.executeQuery();
    }
    PreparedStatement data = database.prepare("SELECT json FROM webhook_data WHERE n = ?");
    data.setLong(1, inChat.getLong(MessageTable.COLUMNS.size() + 1));
    try (ResultSet row = data.executeQuery()) {
      return Optional.of(
          new ArchivedRecord.OfMessage(
              MessageTable.read(inChat), row.next() ? row.getString(1) : null));
    }
  }

  @Override
  public long size(ArchivedRecord.Kind kind) {
    String rows =
        switch (kind) {
          case CONTACT -> "contacts";
          case IDENTITY -> "identities";
          case AMENDMENT -> "amendments";
          case EARLY_STATUS -> "early_statuses";
          case UNPROCESSED -> "unprocessed";
          case SHARED -> "shared";
          case MESSAGE -> "messages";
          case CHAT_STATE -> "chats WHERE " + TOUCHED;
          case NOTE -> "notes";
          case STATISTICS -> "statistics";
        };
    return run(() -> Long.parseLong(database.text("SELECT count(*) FROM " + rows)));
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public boolean isEmpty() {
    return Stream.of(ArchivedRecord.Kind.values()).allMatch(kind -> size(kind) == 0);
  }

  @Override
  public RecordImporter.Outcome compare(List<ArchivedRecord> batch) {
    return run(() -> new RecordImporter(ledger()).compare(batch));
  }

  @Override
  public RecordImporter.Outcome keep(List<ArchivedRecord> batch) {
    return run(() -> {
      database.run("BEGIN IMMEDIATE");
      boolean kept = false;
      try {
        RecordImporter.Outcome outcome = new RecordImporter(ledger()).keep(batch);
        if (outcome.missing() > 0) {
          ChangeLogRows.begin(database, Instant.now(), SqliteWriter.token());
        }
        database.run("COMMIT");
        kept = true;
        return outcome;
      } finally {
        if (!kept) {
          rollBack();
        }
      }
    });
  }

  private SqliteLedger ledger() throws SQLException {
    return new SqliteLedger(database, ChangeLogRows.newest(database).last());
  }

  private void rollBack() {
    try {
      database.forgetPrepared();
      database.cache().clear();
      database.run("ROLLBACK");
    } catch (SQLException e) {
      // SQLite rolls back by itself after some errors; then nothing is left to do
      LOG.atDebug().setCause(e).log("rollback found no transaction");
    }
  }

  private interface Work<T> {
    T run() throws SQLException;
  }

  private static <T> T run(Work<T> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      throw SqliteErrors.unavailable(SqliteErrors.sentence(e));
    } catch (SqliteLedger.Failed e) {
      throw SqliteErrors.unavailable(SqliteErrors.sentence(e.cause()));
    }
  }

  @Override
  public void close() {
    try {
      database.close();
    } catch (SQLException e) {
      LOG.atWarn().setCause(e).log("closing the database failed");
    } finally {
      lock.close();
    }
  }
}
