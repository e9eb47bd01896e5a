package dev.parley.store.sqlite;

import dev.parley.chat.ChatArchiveContract;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import dev.parley.chat.archive.ChatArchive;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;

final class SqliteArchiveTest implements ChatArchiveContract {
  private final Path folder;

  SqliteArchiveTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Override
  public void withStore(Consumer<SteppedStore> use) {
    try (SqliteChatStore store = SqliteChatStore.open(folder, changes -> {}, StoreListener.NONE)) {
      use.accept(SteppedStore.of(store));
    }
  }

  @Override
  public ChatArchive archive() {
    return SqliteArchive.open(folder);
  }
}
