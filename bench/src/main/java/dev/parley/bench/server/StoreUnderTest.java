package dev.parley.bench.server;

import dev.parley.chat.ChatStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Creates stores of one kind, filled with a history, on which Parley is measured. Used by one
/// thread.
public sealed interface StoreUnderTest extends AutoCloseable {
  /// The name in the tables.
  String name();

  /// The maximum number of messages of a history on this kind of store.
  long mostMessages();

  /// Makes a new store with a history.
  ///
  /// @param name letters, digits and `_`, different for each store
  BenchStore filled(DataSet data, String name) throws IOException;

  @Override
  void close() throws IOException;

  /// The embedded store.
  ///
  /// @param work the folder for the data folders
  /// @param cache the folder that keeps histories for later runs
  record Sqlite(Path work, Path cache) implements StoreUnderTest {
    @Override
    public String name() {
      return "sqlite";
    }

    @Override
    public long mostMessages() {
      return Long.MAX_VALUE;
    }

    @Override
    public BenchStore filled(DataSet data, String name) throws IOException {
      Path folder = work.resolve(name);
      data.copyTo(folder, cache);
      return new SqliteBenchStore(folder);
    }

    @Override
    public void close() {}
  }

  /// A MongoDB that runs already, or a mongo-java-server that was started for this.
  ///
  /// @param process the process of mongo-java-server; null for a running MongoDB
  record Mongo(String uri, @Nullable ServerProcess process) implements StoreUnderTest {
    /// The maximum number of messages on mongo-java-server, which answers most queries by reading
    /// whole collections.
    private static final long SMALL = 2_000;

    /// The MongoDB at this URI.
    public static Mongo at(String uri) {
      return new Mongo(uri, null);
    }

    /// Starts a mongo-java-server, which keeps everything in memory, in a separate process.
    ///
    /// @param peers the folder for its libraries
    /// @throws IOException if it cannot be downloaded or started
    public static Mongo javaServer(Path peers, Path log) throws IOException {
      MavenPeer peer = MavenPeer.bring(peers, "mongo-java-server", "MongoJavaServer.java");
      int port = ServerProcess.freePort();
      int health = ServerProcess.freePort();
      Map<String, String> ports = Map.of("PORT", "" + health, "MONGODB_PORT", "" + port);
      ServerProcess process = ServerProcess.start(peer.command("-Xmx2g"), ports, health, log);
      return new Mongo("mongodb://127.0.0.1:" + port, process);
    }

    @Override
    public String name() {
      return process == null ? "mongodb" : "mongo-java-server";
    }

    @Override
    public long mostMessages() {
      return process == null ? Long.MAX_VALUE : SMALL;
    }

    @Override
    public BenchStore filled(DataSet data, String name) {
      MongoBenchStore store = MongoBenchStore.on(uri, "parley_bench_" + name);
      try (ChatStore open = store.open()) {
        data.fill(open);
      }
      return store;
    }

    @Override
    public void close() throws IOException {
      if (process != null) {
        process.close();
      }
    }
  }
}
