package dev.parley.store.mongo;

import dev.parley.chat.StoreListener;
import dev.parley.hooks.HookStore;
import dev.parley.hooks.HookStoreContract;
import dev.parley.store.OpenStore;
import org.junit.jupiter.api.AfterEach;

final class MongoHooksTest implements HookStoreContract {
  private final TestMongo mongo = new TestMongo();
  private final OpenStore store = MongoChatStore.open(mongo.uri(), _ -> {}, StoreListener.NONE);

  @AfterEach
  void close() {
    store.close();
    mongo.close();
  }

  @Override
  public HookStore hooks() {
    return store.hooks();
  }
}
