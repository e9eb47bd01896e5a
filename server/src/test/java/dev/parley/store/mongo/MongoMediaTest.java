package dev.parley.store.mongo;

import dev.parley.media.MediaStore;
import dev.parley.media.MediaStoreContract;
import org.junit.jupiter.api.AutoClose;

final class MongoMediaTest implements MediaStoreContract {
  @AutoClose private final TestMongoStore mongo = new TestMongoStore();

  @Override
  public MediaStore media() {
    return mongo.store().media();
  }
}
