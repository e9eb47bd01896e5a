package dev.parley.store.mongo;

import dev.parley.accounts.AccountPages;
import dev.parley.accounts.AccountRecord;
import dev.parley.chat.ChatFeed;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.archive.ChatArchive;
import dev.parley.chat.archive.ChatRecords;
import dev.parley.config.Secret;
import dev.parley.media.BlobStore;
import dev.parley.media.MediaRecordReader;
import dev.parley.media.MediaRow;
import dev.parley.store.OpenStore;
import dev.parley.store.StoreKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A MongoDB database.
///
/// @param uri the value of `MONGODB_URI`
public record MongoStoreKind(Secret uri) implements StoreKind {
  @Override
  public Optional<Path> folder() {
    return Optional.empty();
  }

  @Override
  public OpenStore open(ChatFeed feed, StoreListener listener) {
    return MongoChatStore.open(uri.value(), feed, listener);
  }

  @Override
  public ChatHistory history() {
    return MongoHistory.openToRead(uri.value());
  }

  @Override
  public MediaRecordReader files() {
    MongoHistory history = MongoHistory.openToRead(uri.value());
    return new MediaRecordReader() {
      @Override
      public List<MediaRow> rows(@Nullable String after, int limit) {
        return history.files().rows(after, limit);
      }

      @Override
      public Optional<BlobStore> blobs(Path incoming) {
        return Optional.of(history.blobs(incoming));
      }

      @Override
      public void close() {
        history.close();
      }
    };
  }

  @Override
  public AccountPages accounts() {
    MongoHistory history = MongoHistory.openToRead(uri.value());
    DamageLog damages = new DamageLog();
    return new AccountPages() {
      @Override
      public List<AccountRecord> everything() {
        return history.readRows(database -> AccountRows.everything(database, damages));
      }

      @Override
      public List<AccountRecord> page(AccountRecord.Kind kind, @Nullable String before, int limit) {
        return history.readRows(
            database -> AccountRows.page(database, damages, kind, before, limit));
      }

      @Override
      public void close() {
        history.close();
      }
    };
  }

  @Override
  public ChatRecords records() {
    return MongoRecords.openToRead(uri.value());
  }

  @Override
  public ChatArchive archive() {
    return MongoArchive.open(uri.value());
  }

  /// Every version can read the data of every other version, and several can use the database at
  /// the same time.
  @Override
  public boolean isCurrent() {
    return true;
  }

  @Override
  public void backUp(Path file) {
    throw new StoreOpenException(
        "parley backup copies the embedded store: MONGODB_URI is set, use mongodump");
  }
}
