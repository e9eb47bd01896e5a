package dev.parley.store.mongo;

import dev.parley.accounts.AccountStore;
import dev.parley.accounts.AccountStoreContract;
import dev.parley.chat.StoreListener;
import dev.parley.store.OpenStore;
import org.junit.jupiter.api.AfterEach;

final class MongoAccountsTest implements AccountStoreContract {
  private final TestMongo mongo = new TestMongo();
  private final OpenStore store = MongoChatStore.open(mongo.uri(), _ -> {}, StoreListener.NONE);

  @AfterEach
  void close() {
    store.close();
    mongo.close();
  }

  @Override
  public AccountStore accounts() {
    return store.accounts();
  }
}
