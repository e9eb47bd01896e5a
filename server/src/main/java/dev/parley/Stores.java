package dev.parley;

import dev.parley.config.FilePlace;
import dev.parley.config.StoreConfig;
import dev.parley.media.BlobStore;
import dev.parley.media.FolderBlobStore;
import dev.parley.store.StoreKind;
import dev.parley.store.mongo.MongoStoreKind;
import dev.parley.store.s3.S3BlobStore;
import dev.parley.store.sqlite.SqliteStoreKind;
import java.nio.file.Path;
import java.time.Clock;

/// Opens the kind of store and the place for files that the settings name.
final class Stores {
  private Stores() {}

  /// The place for files that the settings name.
  ///
  /// @param incoming a folder on this machine, for files while they are received
  static BlobStore files(FilePlace place, Path incoming, Clock clock) {
    return switch (place) {
      case FilePlace.Folder(var folder) -> FolderBlobStore.open(folder, clock);
      case FilePlace.S3 bucket -> S3BlobStore.open(bucket, incoming, clock);
    };
  }

  static StoreKind of(StoreConfig config) {
    return switch (config) {
      case StoreConfig.Embedded(var folder) -> new SqliteStoreKind(folder);
      case StoreConfig.MongoDb(var uri) -> new MongoStoreKind(uri);
    };
  }
}
