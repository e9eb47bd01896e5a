package dev.parley.store.mongo;

import dev.parley.stream.CursorStore;
import dev.parley.stream.CursorStoreContract;
import org.junit.jupiter.api.AutoClose;

final class MongoCursorsTest implements CursorStoreContract {
  @AutoClose private final TestMongoStore mongo = new TestMongoStore();

  @Override
  public CursorStore cursors() {
    return mongo.store().cursors();
  }
}
