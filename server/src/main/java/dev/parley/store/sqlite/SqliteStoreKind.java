package dev.parley.store.sqlite;

import dev.parley.chat.ChatFeed;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.StoreListener;
import dev.parley.chat.archive.ChatArchive;
import dev.parley.chat.archive.ChatRecords;
import dev.parley.store.OpenStore;
import dev.parley.store.StoreKind;
import java.nio.file.Path;
import java.util.Optional;

/// The embedded store: one SQLite file in a data folder.
///
/// @param data the data folder, made if absent where the store is opened to write
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
  public ChatRecords records() {
    return SqliteArchive.openToRead(data);
  }

  @Override
  public ChatArchive archive() {
    return SqliteArchive.open(data);
  }

  @Override
  public void backUp(Path file) {
    try (SqliteHistory history = SqliteHistory.openToRead(data)) {
      history.backUpTo(file);
    }
  }
}
