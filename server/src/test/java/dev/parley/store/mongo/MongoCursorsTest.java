package dev.parley.store.mongo;

import dev.parley.chat.StoreListener;
import dev.parley.store.OpenStore;
import dev.parley.stream.CursorStore;
import dev.parley.stream.CursorStoreContract;
import org.junit.jupiter.api.AfterEach;

final class MongoCursorsTest implements CursorStoreContract {
  private final TestMongo mongo = new TestMongo();
  private final OpenStore store = MongoChatStore.open(mongo.uri(), _ -> {}, StoreListener.NONE);

  @AfterEach
  void close() {
    store.close();
    mongo.close();
  }

  @Override
  public CursorStore cursors() {
    return store.cursors();
  }
}
