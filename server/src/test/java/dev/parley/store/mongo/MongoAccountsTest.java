package dev.parley.store.mongo;

import dev.parley.accounts.AccountStore;
import dev.parley.accounts.AccountStoreContract;
import org.junit.jupiter.api.AutoClose;

final class MongoAccountsTest implements AccountStoreContract {
  @AutoClose private final TestMongoStore mongo = new TestMongoStore();

  @Override
  public AccountStore accounts() {
    return mongo.store().accounts();
  }
}
