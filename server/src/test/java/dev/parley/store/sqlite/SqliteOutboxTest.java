package dev.parley.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.StoreListener;
import dev.parley.outbox.CarriedReactionContract;
import dev.parley.store.OpenStore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class SqliteOutboxTest implements CarriedReactionContract {
  private final Path folder;
  private final SqliteChatStore store;
  private @Nullable OpenStore copy;

  SqliteOutboxTest(@TempDir Path folder) {
    this.folder = folder;
    this.store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE);
  }

  @AfterEach
  void close() {
    store.close();
    if (copy != null) {
      copy.close();
    }
  }

  @Override
  public OpenStore open() {
    return store;
  }

  @Override
  public OpenStore restored() {
    Path restored = folder.resolve("restored");
    assertTrue(restored.toFile().mkdir());
    store.backUpTo(restored.resolve(SqliteChatStore.FILE));
    copy = SqliteChatStore.open(restored, _ -> {}, StoreListener.NONE);
    return copy;
  }
}
