package dev.parley.store.sqlite;

import dev.parley.chat.StoreListener;
import dev.parley.media.MediaStore;
import dev.parley.media.MediaStoreContract;
import dev.parley.store.OpenStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;

final class SqliteMediaTest implements MediaStoreContract {
  @AutoClose private final OpenStore store;

  SqliteMediaTest(@TempDir Path folder) {
    this.store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE);
  }

  @Override
  public MediaStore media() {
    return store.media();
  }
}
