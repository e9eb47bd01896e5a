package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.mongodb.client.MongoDatabase;
import dev.parley.Parley;
import dev.parley.TempDirs;
import dev.parley.Workbench;
import dev.parley.chat.ChatHistory;
import dev.parley.config.ParleyConfig;
import dev.parley.simulator.Simulator;
import dev.parley.store.mongo.TestMongo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The real product on a free port, and a client for it.
///
/// As an extension it starts and stops by itself, with a data folder of its own: as a static field
/// it runs while the tests of the class run, as an instance field it runs for one test.
///
/// ```java
/// @RegisterExtension
/// static final RunningParley parley = RunningParley.with("CORS_ORIGINS", "*");
/// ```
///
/// A test that starts several servers, or starts one again, uses [#start] and closes them itself.
final class RunningParley
    implements AutoCloseable,
        BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback {
  private static final JsonMapper JSON = new JsonMapper();

  /// The databases by data folder; they end with the tests' process.
  private static final Map<Path, TestMongo> DATABASES = new ConcurrentHashMap<>();

  private static final Duration NEWS = Duration.ofSeconds(10);

  private final Path folder;
  private final Clock clock;
  private final String[] settings;
  private final ParleyConfig config;

  private volatile @Nullable Run run;
  private volatile boolean stopped;

  /// Whether all tests of a class use this server.
  private boolean shared;

  private RunningParley(Path folder, Clock clock, String... settings) {
    this.folder = folder;
    this.clock = clock;
    this.settings = settings;
    this.config = config(folder, settings);
  }

  /// A server that JUnit starts and stops.
  ///
  /// @param settings more settings, name and value in turn
  static RunningParley with(String... settings) {
    return with(Clock.systemUTC(), settings);
  }

  /// A server that JUnit starts and stops.
  ///
  /// @param clock the time of day for everything that is stored or answered
  /// @param settings more settings, name and value in turn
  static RunningParley with(Clock clock, String... settings) {
    return new RunningParley(TempDirs.create(), clock, settings);
  }

  /// @param folder its data folder; on MongoDB each folder has its own database
  /// @param settings more settings, name and value in turn
  static RunningParley start(Path folder, String... settings) {
    return start(folder, Clock.systemUTC(), settings);
  }

  /// @param clock the time of day for everything that is stored or answered
  /// @param settings more settings, name and value in turn
  static RunningParley start(Path folder, Clock clock, String... settings) {
    RunningParley parley = new RunningParley(folder, clock, settings);
    parley.start();
    return parley;
  }

  /// The same server with an owner, who is created when it starts.
  RunningParley withOwner(String email, String password) {
    Path file = folder.resolve("password");
    try {
      Files.writeString(file, password);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Stream<String> owner =
        Stream.of("PARLEY_OWNER_EMAIL", email, "PARLEY_OWNER_PASSWORD_FILE", file.toString());
    return new RunningParley(
        folder, clock, Stream.concat(Stream.of(settings), owner).toArray(String[]::new));
  }

  /// Starts the server, the first time or, after [#close], again on the same data.
  void start() {
    stopped = false;
    run =
        new Run(
            Parley.start(config, clock),
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    shared = true;
    start();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (!shared) {
      start();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (!shared) {
      end();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    end();
  }

  private void end() {
    close();
    TempDirs.remove(folder);
  }

  /// The folder of its data folder and of its files.
  Path folder() {
    return folder;
  }

  /// The server and its client from a start to the next stop.
  private record Run(Parley parley, HttpClient client) {
    void close() {
      client.shutdownNow(); // does not wait for answers that are still coming
      client.close();
      parley.close();
    }
  }

  private Run run() {
    return Objects.requireNonNull(run, "not started: is @RegisterExtension missing?");
  }

  /// The settings of a server that sends through the simulator, and accepts its webhooks.
  ///
  /// @param more more settings, name and value in turn
  static String[] through(Simulator meta, String... more) {
    Stream<String> account =
        Stream.of(
            "GRAPH_API_URL",
            meta.url().toString(),
            "WHATSAPP_ACCESS_TOKEN",
            "token",
            "PHONE_NUMBER_ID",
            "310987654321098",
            "WEBHOOK_VERIFY_TOKEN",
            "verify");
    return Stream.concat(account, Stream.of(more)).toArray(String[]::new);
  }

  /// The store in `folder`, after the server has stopped.
  static ChatHistory history(Path folder) {
    return Workbench.history(config(folder));
  }

  /// The audit of the store.
  static ChatHistory.Audit audit(Path folder, String... settings) {
    try (ChatHistory history = Workbench.history(config(folder, settings))) {
      return history.audit();
    }
  }

  /// The settings of a server that is started in the same way.
  static ParleyConfig config(Path folder, String... settings) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HOST", "127.0.0.1");
    environment.put("PORT", "0");
    environment.put("ALLOWED_HOSTS", "x"); // requests written by hand have this host name,
    environment.put("ANONYMOUS", "all"); // which does not make their callers local
    environment.put("DATA_DIR", folder.resolve("data").toString());
    if (onMongoDb()) {
      environment.put("MONGODB_URI", DATABASES.computeIfAbsent(folder, _ -> new TestMongo()).uri());
    }
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    return ParleyConfig.load(environment, folder);
  }

  /// The database that belongs to `folder`.
  static MongoDatabase database(Path folder) {
    return DATABASES.computeIfAbsent(folder, _ -> new TestMongo()).database();
  }

  /// Whether the tests of this package run on MongoDB; the build runs them on both stores.
  static boolean onMongoDb() {
    return "mongodb".equals(System.getProperty("parley.test.store"));
  }

  HttpResponse<String> get(String path, String... headers) {
    return ask("GET", path, new byte[0], headers);
  }

  /// A JSON body, unless the headers say otherwise.
  HttpResponse<String> post(String path, String body, String... headers) {
    return ask("POST", path, body.getBytes(UTF_8), headers);
  }

  HttpResponse<String> ask(String method, String path, byte[] body, String... headers) {
    return send(request(method, path, body, headers), BodyHandlers.ofString());
  }

  HttpResponse<byte[]> getBytes(String path, String... headers) {
    return send(request("GET", path, new byte[0], headers), BodyHandlers.ofByteArray());
  }

  /// The secret of a link that makes the first owner, as from `parley setup-link`; on MongoDB the
  /// command writes into the same database.
  String setupLink(Path folder) {
    try (Workbench workbench = Workbench.open(config(folder), Clock.systemUTC())) {
      return workbench
          .operations()
          .account(JsonNodeFactory.instance.objectNode().put("what", "setup-link"))
          .path("link")
          .textValue();
    }
  }

  /// Sends a request of the account commands to this server; see [dev.parley.accounts.AccountDesk].
  ///
  /// @param fields names and values in turn; values are texts, or lists of texts
  com.fasterxml.jackson.databind.JsonNode operate(String what, Object... fields) {
    var request = JsonNodeFactory.instance.objectNode().put("what", what);
    for (int i = 0; i < fields.length; i += 2) {
      String name = (String) fields[i];
      if (fields[i + 1] instanceof List<?> list) {
        list.forEach(it -> request.withArray(name).add((String) it));
      } else {
        request.put(name, (String) fields[i + 1]);
      }
    }
    try (Workbench workbench = Workbench.open(config, Clock.systemUTC())) {
      return workbench.operations().account(request);
    }
  }

  /// Makes a new API key like the command. On MongoDB the command writes to the database, and this
  /// server notices that within a second: this method waits for that.
  com.fasterxml.jackson.databind.JsonNode addKey(String name, String... scopes) {
    var key = operate("key-add", "name", name, "scopes", List.of(scopes));
    awaitAnswer(key.path("key").textValue(), status -> status != 401);
    return key;
  }

  /// Revokes an API key like the command, and waits until this server knows.
  void revokeKey(com.fasterxml.jackson.databind.JsonNode key) {
    operate("key-revoke", "id", key.path("id").textValue());
    awaitAnswer(key.path("key").textValue(), status -> status == 401);
  }

  private void awaitAnswer(String key, IntPredicate wanted) {
    long deadline = System.nanoTime() + NEWS.toNanos();
    while (!wanted.test(get("/api/me", "Authorization", "Bearer " + key).statusCode())) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the key did not become what it was to be");
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  /// The next page's path, or "" on the last.
  static String next(HttpResponse<?> page) {
    return page.headers()
        .firstValue("Link")
        .map(link -> link.replaceFirst("^<(.*)>; rel=\"next\"$", "$1"))
        .orElse("");
  }

  static JsonNode json(HttpResponse<String> answer) {
    return JSON.readTree(answer.body());
  }

  /// Connects the webhooks of the simulator to this server.
  void receiveFrom(Simulator meta) {
    assertTrue(meta.webhook(URI.create("http://127.0.0.1:%d/webhook".formatted(port()))));
  }

  /// A connection on which bytes can be sent as they are.
  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), run().parley().port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  int port() {
    return run().parley().port();
  }

  /// Runs the work that `serve` does after requests are answered.
  void warmUp() {
    run().parley().warmUp();
  }

  @Override
  public void close() {
    Run ended = run;
    if (ended != null && !stopped) {
      stopped = true;
      ended.close();
    }
  }

  private HttpRequest request(String method, String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + run().parley().port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request
        .method(
            method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
        .build();
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
    try {
      return run().client().send(request, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
