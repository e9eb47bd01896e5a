package dev.parley.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where conversations are kept.
public sealed interface StoreConfig {
  /// In a folder on this machine.
  ///
  /// @param folder `DATA_DIR`; created if absent
  record Embedded(Path folder) implements StoreConfig {}

  /// In a MongoDB database.
  ///
  /// @param uri `MONGODB_URI`; may hold a password
  record MongoDb(Secret uri) implements StoreConfig {}

  /// Both at once, for who carries from one into the other.
  ///
  /// @param mongoDb null where `MONGODB_URI` is not set
  record Both(Embedded embedded, @Nullable MongoDb mongoDb) {}
}
