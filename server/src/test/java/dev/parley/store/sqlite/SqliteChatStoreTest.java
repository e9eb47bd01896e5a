package dev.parley.store.sqlite;

import dev.parley.chat.DurableChatStoreContract;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class SqliteChatStoreTest implements DurableChatStoreContract {
  private final RecordedFeed feed = new RecordedFeed();
  private SteppedStore store;

  private final Path folder;

  SqliteChatStoreTest(@TempDir Path folder) {
    this.folder = folder;
    this.store = open();
  }

  private SteppedStore open() {
    return SteppedStore.of(SqliteChatStore.open(folder, feed, StoreListener.NONE));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  public SteppedStore store() {
    return store;
  }

  @Override
  public void reopen() {
    store.close();
    store = open();
  }

  @Override
  public RecordedFeed feed() {
    return feed;
  }
}
