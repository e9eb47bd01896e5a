package dev.parley.config;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The place of the conversations.
public sealed interface StoreConfig {
  /// The conversations are in a folder on this machine.
  ///
  /// @param folder `DATA_DIR`; created if absent
  record Embedded(Path folder) implements StoreConfig {}

  /// The conversations are in a MongoDB database.
  ///
  /// @param uri the value of `MONGODB_URI`; may hold a password
  record MongoDb(Secret uri) implements StoreConfig {
    private static final Pattern DATABASE = Pattern.compile("[^:]+://[^/]+/([^?]+)(?:\\?.*)?");

    /// The name in the URI's path, for people; `test` if there is none, as in every driver.
    public String database() {
      Matcher matcher = DATABASE.matcher(uri.value());
      return matcher.matches() ? matcher.group(1) : "test";
    }
  }

  /// Both stores, for commands that copy from one to the other.
  ///
  /// @param mongoDb null if `MONGODB_URI` is not set
  /// @param files the place of files of both stores, if `MEDIA_STORE` names one; null: each store
  ///   has its own place
  record Both(Embedded embedded, @Nullable MongoDb mongoDb, @Nullable FilePlace files) {}
}
