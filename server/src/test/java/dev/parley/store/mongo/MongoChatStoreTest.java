package dev.parley.store.mongo;

import dev.parley.chat.DurableChatStoreContract;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import org.junit.jupiter.api.AfterEach;

final class MongoChatStoreTest implements DurableChatStoreContract {
  private final RecordedFeed feed = new RecordedFeed();
  private final TestMongo mongo = new TestMongo();
  private SteppedStore store = open();

  private SteppedStore open() {
    return SteppedStore.of(MongoChatStore.open(mongo.uri(), feed, StoreListener.NONE));
  }

  @AfterEach
  void close() {
    store.close();
    mongo.close();
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

  @Override
  public String kind() {
    return TestMongo.kind();
  }
}
