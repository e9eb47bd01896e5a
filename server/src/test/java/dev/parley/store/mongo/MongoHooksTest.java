package dev.parley.store.mongo;

import dev.parley.hooks.HookStore;
import dev.parley.hooks.HookStoreContract;
import org.junit.jupiter.api.AutoClose;

final class MongoHooksTest implements HookStoreContract {
  @AutoClose private final TestMongoStore mongo = new TestMongoStore();

  @Override
  public HookStore hooks() {
    return mongo.store().hooks();
  }
}
