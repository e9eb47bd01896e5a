package dev.parley.config;

import java.nio.file.Path;

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
}
