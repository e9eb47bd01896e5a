package dev.parley.store.sqlite;

import dev.parley.chat.StoreListener;
import dev.parley.hooks.HookStore;
import dev.parley.hooks.HookStoreContract;
import dev.parley.store.OpenStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class SqliteHooksTest implements HookStoreContract {
  private final OpenStore store;

  SqliteHooksTest(@TempDir Path folder) {
    this.store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  public HookStore hooks() {
    return store.hooks();
  }
}
