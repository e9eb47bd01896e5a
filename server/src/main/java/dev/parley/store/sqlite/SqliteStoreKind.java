package dev.parley.store.sqlite;

import dev.parley.accounts.AccountPages;
import dev.parley.accounts.AccountRecord;
import dev.parley.chat.ChatFeed;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.archive.ChatArchive;
import dev.parley.chat.archive.ChatRecords;
import dev.parley.media.BlobStore;
import dev.parley.media.MediaRecordReader;
import dev.parley.media.MediaRow;
import dev.parley.store.OpenStore;
import dev.parley.store.StoreKind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The embedded store: one SQLite file in a data folder.
///
/// @param data the data folder; it is created if absent when the store is opened for writing
public record SqliteStoreKind(Path data) implements StoreKind {
  @Override
  public Optional<Path> folder() {
    return Optional.of(data);
  }

  @Override
  public OpenStore open(ChatFeed feed, StoreListener listener) {
    return SqliteChatStore.open(data, feed, listener);
  }

  @Override
  public ChatHistory history() {
    return SqliteHistory.openToRead(data);
  }

  @Override
  public MediaRecordReader files() {
    SqliteHistory history = SqliteHistory.openToRead(data);
    return new MediaRecordReader() {
      @Override
      public List<MediaRow> rows(@Nullable String after, int limit) {
        return history.files(after, limit);
      }

      @Override
      public Optional<BlobStore> blobs(Path incoming) {
        return Optional.empty();
      }

      @Override
      public void close() {
        history.close();
      }
    };
  }

  @Override
  public AccountPages accounts() {
    SqliteHistory history = SqliteHistory.openToRead(data);
    return new AccountPages() {
      @Override
      public List<AccountRecord> everything() {
        return history.read(AccountTable::everything);
      }

      @Override
      public List<AccountRecord> page(AccountRecord.Kind kind, @Nullable String before, int limit) {
        return history.read(connection -> AccountTable.page(connection, kind, before, limit));
      }

      @Override
      public void close() {
        history.close();
      }
    };
  }

  @Override
  public ChatRecords records() {
    return SqliteArchive.openToRead(data);
  }

  @Override
  public ChatArchive archive() {
    return SqliteArchive.open(data);
  }

  @Override
  public boolean isCurrent() {
    Path file = data.resolve(SqliteDatabase.FILE);
    try (Database database = Database.openToRead(file)) {
      return database.text("PRAGMA user_version").equals(String.valueOf(Database.SCHEMA));
    } catch (SQLException e) {
      throw new StoreOpenException(SqliteErrors.sentence(e) + " (" + file + ")");
    }
  }

  @Override
  public void backUp(Path file) {
    try (SqliteHistory history = SqliteHistory.openToRead(data)) {
      history.backUpTo(file);
    }
  }
}
