package dev.parley;

import dev.parley.config.StoreConfig;
import dev.parley.store.StoreKind;
import dev.parley.store.mongo.MongoStoreKind;
import dev.parley.store.sqlite.SqliteStoreKind;

/// Which kind of store the settings name.
final class Stores {
  private Stores() {}

  static StoreKind of(StoreConfig config) {
    return switch (config) {
      case StoreConfig.Embedded(var folder) -> new SqliteStoreKind(folder);
      case StoreConfig.MongoDb(var uri) -> new MongoStoreKind(uri);
    };
  }
}
