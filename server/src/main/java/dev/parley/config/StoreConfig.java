package dev.parley.config;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  record MongoDb(Secret uri) implements StoreConfig {
    private static final Pattern DATABASE = Pattern.compile("[^:]+://[^/]+/([^?]+)(?:\\?.*)?");

    /// The name in the URI's path, for people; `test`, as for every driver, where there is none.
    public String database() {
      Matcher matcher = DATABASE.matcher(uri.value());
      return matcher.matches() ? matcher.group(1) : "test";
    }
  }

  /// Both at once, for who carries from one into the other.
  ///
  /// @param mongoDb null where `MONGODB_URI` is not set
  /// @param files `MEDIA_STORE`, where it names a place: then both have their files there; null:
  ///   each has its own place
  record Both(Embedded embedded, @Nullable MongoDb mongoDb, @Nullable FilePlace files) {}
}
