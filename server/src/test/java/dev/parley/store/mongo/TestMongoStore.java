package dev.parley.store.mongo;

import com.mongodb.client.MongoDatabase;
import dev.parley.chat.StoreListener;
import dev.parley.store.OpenStore;

/// An empty store on a database of its own, for a field with `@AutoClose`: the database is dropped
/// when the store is closed.
final class TestMongoStore implements AutoCloseable {
  private final TestMongo mongo = new TestMongo();
  private final OpenStore store = MongoChatStore.open(mongo.uri(), _ -> {}, StoreListener.NONE);

  OpenStore store() {
    return store;
  }

  /// The database of the store, for reading and changing its documents.
  MongoDatabase database() {
    return mongo.database();
  }

  @Override
  public void close() {
    store.close();
    mongo.close();
  }
}
