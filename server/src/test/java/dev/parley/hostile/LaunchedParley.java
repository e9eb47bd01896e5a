package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.ParleyProcess;
import dev.parley.store.mongo.TestMongo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The real program with the launcher's options, on either store, and a [Bystander].
final class LaunchedParley implements AutoCloseable {
  /// The most memory of the whole process: its heap of 168 MB, and the other memory of a JVM with
  /// these libraries (80 MB for code and classes, 26 MB of mapped files, 50 MB for SQLite, threads
  /// and compilers).
  private static final long MOST_RESIDENT = 340L * 1024 * 1024;

  /// The longest duration of an answer. A server that an attack blocks answers only after the
  /// attack, or never. The attackers need as much processor time as the server: on two processors
  /// with other work, an answer has taken six seconds.
  static final int SLOWEST_MILLIS = 20_000;

  /// The store of the server. The substitute for MongoDB reads whole collections, so it gets less
  /// data.
  enum Store {
    SQLITE(1),
    MONGODB(40);

    private final int part;

    Store(int part) {
      this.part = part;
    }

    /// The number of items for this store if the other one gets `number`.
    int of(int number) {
      return number / part;
    }
  }

  private final Store store;
  private final @Nullable TestMongo mongo;
  private final ParleyProcess process;
  private final URI server;
  private final Bystander bystander;

  private LaunchedParley(Store store, @Nullable TestMongo mongo, ParleyProcess process) {
    this.store = store;
    this.mongo = mongo;
    this.process = process;
    this.server = process.ready();
    this.bystander = new Bystander(server.getPort(), SLOWEST_MILLIS, this::state);
  }

  /// @param more settings in addition to the host, the port and the store
  static LaunchedParley start(Path folder, Store store, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(Map.of("HOST", "127.0.0.1", "PORT", "0"));
    settings.putAll(more);
    TestMongo mongo = null;
    if (store == Store.MONGODB) {
      mongo = new TestMongo();
      settings.put("MONGODB_URI", mongo.uri());
    }
    return new LaunchedParley(
        store, mongo, ParleyProcess.startAsLaunched(folder, settings, "serve"));
  }

  URI server() {
    return server;
  }

  int port() {
    return server.getPort();
  }

  Bystander bystander() {
    return bystander;
  }

  /// Sends JSON, which must be accepted.
  void post(String path, String body) throws IOException {
    try (Wire wire = new Wire(port())) {
      int status =
          wire.send(Wire.post(path, "application/json", body.getBytes(UTF_8))).answer().status();
      assertTrue(status == 200 || status == 201, () -> path + ": " + status);
    }
  }

  /// 10 MB of messages in 200 chats.
  void storeChats() throws IOException {
    int messages = store.of(10_000);
    String text = "y".repeat(10_000_000 / messages);
    int calls = 10;
    for (int call = 0; call < calls; call++) {
      StringBuilder batch = new StringBuilder("{\"messages\":[");
      for (int i = call * messages / calls; i < (call + 1) * messages / calls; i++) {
        batch
            .append(batch.charAt(batch.length() - 1) == '[' ? "" : ",")
            .append(
                "{\"id\":\"wamid.%d\",\"from\":\"1555%d\",\"timestamp\":\"%d\",\"type\":\"text\",\"text\":{\"body\":\"%s\"}}"
                    .formatted(i, i % 200, 1780000000 + i, text));
      }
      post("/webhook", batch.append("]}").toString());
    }
  }

  /// Checks that its memory has never exceeded what its heap allows.
  void staysSmall(String underWhat) {
    staysBelow(MOST_RESIDENT, underWhat);
  }

  /// Checks that its memory has never exceeded `bytes`.
  void staysBelow(long bytes, String underWhat) {
    long most = process.mostResident();
    System.out.printf(
        "%s on %s: at most %d MB resident, slowest answer after %d ms%n",
        underWhat, store, most >> 20, bystander.slowestMillis());
    assertTrue(most < bytes, () -> "resident: " + (most >> 20) + " MB");
  }

  /// Whether the process still runs, and the end of its output.
  private String state() {
    String said = process.said();
    return (process.isAlive() ? "it runs and said: " : "it has ended and said: ")
        + said.substring(Math.max(0, said.length() - 4_000));
  }

  /// Ends the server with a signal, and waits for its end.
  ParleyProcess.Ended terminate() {
    process.terminate();
    return process.end();
  }

  @Override
  public void close() {
    process.close();
    if (mongo != null) {
      mongo.close();
    }
  }
}
