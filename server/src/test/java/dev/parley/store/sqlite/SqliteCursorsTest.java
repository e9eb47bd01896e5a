package dev.parley.store.sqlite;

import dev.parley.chat.StoreListener;
import dev.parley.store.OpenStore;
import dev.parley.stream.CursorStore;
import dev.parley.stream.CursorStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;

final class SqliteCursorsTest implements CursorStoreContract {
  @AutoClose private final OpenStore store;

  SqliteCursorsTest(@TempDir Path folder) {
    this.store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE);
  }

  @Override
  public CursorStore cursors() {
    return store.cursors();
  }
}
