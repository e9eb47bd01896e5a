package dev.parley.store.sqlite;

import static dev.parley.chat.Fixtures.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.chat.StoreListener;
import dev.parley.store.OpenStore;
import dev.parley.templates.KeptTemplates;
import dev.parley.templates.TemplateStore;
import dev.parley.templates.TemplateStoreContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteTemplatesTest implements TemplateStoreContract {
  private final Path folder;
  private OpenStore store;

  SqliteTemplatesTest(@TempDir Path folder) {
    this.folder = folder;
    this.store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  public TemplateStore templates() {
    return store.templates();
  }

  @Test
  void aListOutlivesTheProcess() {
    KeptTemplates list = new KeptTemplates("1", NOON, List.of("{\"name\":\"a\"}"));
    templates().replace(list);
    store.close();

    store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE);

    assertEquals(Optional.of(list), templates().load());
  }
}
