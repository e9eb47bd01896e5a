package dev.parley.store.sqlite;

import dev.parley.accounts.AccountStore;
import dev.parley.accounts.AccountStoreContract;
import dev.parley.chat.StoreListener;
import dev.parley.store.OpenStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;

final class SqliteAccountsTest implements AccountStoreContract {
  @AutoClose private final OpenStore store;

  SqliteAccountsTest(@TempDir Path folder) {
    this.store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE);
  }

  @Override
  public AccountStore accounts() {
    return store.accounts();
  }
}
