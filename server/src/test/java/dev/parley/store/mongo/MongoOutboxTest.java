package dev.parley.store.mongo;

import dev.parley.chat.StoreListener;
import dev.parley.outbox.CarriedReactionContract;
import dev.parley.store.OpenStore;
import org.junit.jupiter.api.AfterEach;

final class MongoOutboxTest implements CarriedReactionContract {
  private final TestMongo mongo = new TestMongo();
  private final OpenStore store = MongoChatStore.open(mongo.uri(), _ -> {}, StoreListener.NONE);

  @AfterEach
  void close() {
    store.close();
    mongo.close();
  }

  @Override
  public OpenStore open() {
    return store;
  }
}
