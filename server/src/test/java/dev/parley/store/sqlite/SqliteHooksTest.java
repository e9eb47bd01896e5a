package dev.parley.store.sqlite;

import dev.parley.chat.StoreListener;
import dev.parley.hooks.HookStore;
import dev.parley.hooks.HookStoreContract;
import dev.parley.store.OpenStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;

final class SqliteHooksTest implements HookStoreContract {
  @AutoClose private final OpenStore store;

  SqliteHooksTest(@TempDir Path folder) {
    this.store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE);
  }

  @Override
  public HookStore hooks() {
    return store.hooks();
  }
}
