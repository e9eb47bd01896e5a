package dev.parley.store.sqlite;

import dev.parley.chat.StoreListener;
import dev.parley.media.MediaStore;
import dev.parley.media.MediaStoreContract;
import dev.parley.store.OpenStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class SqliteMediaTest implements MediaStoreContract {
  private final OpenStore store;

  SqliteMediaTest(@TempDir Path folder) {
    this.store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  public MediaStore media() {
    return store.media();
  }
}
