package dev.parley.store.sqlite;

import dev.parley.chat.StoreListener;
import dev.parley.outbox.CarriedReactionContract;
import dev.parley.store.OpenStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class SqliteOutboxTest implements CarriedReactionContract {
  private final OpenStore store;

  SqliteOutboxTest(@TempDir Path folder) {
    this.store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  public OpenStore open() {
    return store;
  }
}
