package dev.parley.store.mongo;

import dev.parley.chat.StoreListener;
import dev.parley.media.MediaStore;
import dev.parley.media.MediaStoreContract;
import dev.parley.store.OpenStore;
import org.junit.jupiter.api.AfterEach;

final class MongoMediaTest implements MediaStoreContract {
  private final TestMongo mongo = new TestMongo();
  private final OpenStore store = MongoChatStore.open(mongo.uri(), _ -> {}, StoreListener.NONE);

  @AfterEach
  void close() {
    store.close();
    mongo.close();
  }

  @Override
  public MediaStore media() {
    return store.media();
  }
}
