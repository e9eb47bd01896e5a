package dev.parley.bench.server;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.parley.chat.ChatStore;
import dev.parley.chat.StoreListener;
import dev.parley.store.mongo.MongoChatStore;
import java.util.Map;

/// A separate database on a MongoDB server, or on another server with the same protocol.
///
/// @param uri a URI that contains the name of the database
/// @param name the name of the database
record MongoBenchStore(String uri, String name) implements BenchStore {
  /// @param server the URI of the server; a database that it names is not used
  static MongoBenchStore on(String server, String name) {
    return new MongoBenchStore(withDatabase(server, name), name);
  }

  /// The URI with another database.
  static String withDatabase(String uri, String name) {
    int hosts = uri.indexOf("://") + 3;
    int path = uri.indexOf('/', hosts);
    int options = uri.indexOf('?', hosts);
    int end = path > 0 ? path : options > 0 ? options : uri.length();
    return uri.substring(0, end) + "/" + name + (options > 0 ? uri.substring(options) : "");
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("MONGODB_URI", uri);
  }

  @Override
  public ChatStore open() {
    return MongoChatStore.open(uri, _ -> {}, StoreListener.NONE);
  }

  @Override
  public void close() {
    try (MongoClient client = MongoClients.create(uri)) {
      client.getDatabase(name).drop();
    }
  }
}
