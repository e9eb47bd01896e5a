package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.Parley;
import dev.parley.TempDirs;
import dev.parley.Workbench;
import dev.parley.chat.ChatHistory;
import dev.parley.config.ParleyConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// The real product, started for hostile requests; its log is recorded.
///
/// As an extension it runs while the tests of a class run, with a data folder of its own, is
/// checked after each test ([#isWell]), and its store and its log are checked at the end
/// ([#closeAndAudit]):
///
/// ```java
/// @RegisterExtension
/// static final FrontDoor door = FrontDoor.with("REQUEST_TIMEOUT_SECONDS", "1");
/// ```
final class FrontDoor
    implements AutoCloseable, BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  /// Texts and names of customers in the bodies of these tests, which must never be logged.
  static final String WORDS = "kumquat-marmalade";

  static final String NAME = "Zebedee Quillfeather";
  static final String PHONE = "19995550123";
  static final String TOKEN = "xyzzy-secret-token";

  private final List<String> secrets = new ArrayList<>(List.of(WORDS, NAME, PHONE, TOKEN));
  private final Path folder;
  private final ParleyConfig config;
  private @Nullable Run run;

  private FrontDoor(Path folder, String... settings) {
    this.folder = folder;
    Map<String, String> environment = new HashMap<>();
    environment.put("HOST", "127.0.0.1");
    environment.put("PORT", "0");
    environment.put("ALLOWED_HOSTS", "x, parley"); // the host names in requests written by hand
    environment.put("ANONYMOUS", "all"); // with these names, callers do not count as local
    environment.put("DATA_DIR", folder.resolve("data").toString());
    environment.put("WEBHOOK_VERIFY_TOKEN", TOKEN);
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    this.config = ParleyConfig.load(environment, folder);
  }

  /// A server that JUnit starts, checks and stops.
  ///
  /// @param settings more settings, name and value in turn
  static FrontDoor with(String... settings) {
    return new FrontDoor(TempDirs.create(), settings);
  }

  /// @param settings more settings, name and value in turn
  static FrontDoor open(Path folder, String... settings) {
    FrontDoor door = new FrontDoor(folder, settings);
    door.start();
    return door;
  }

  private void start() {
    LogWatch log = new LogWatch();
    run = new Run(log, Parley.start(config, Clock.systemUTC()));
  }

  private record Run(LogWatch log, Parley parley) {}

  private Run run() {
    return Objects.requireNonNull(run, "not started: is @RegisterExtension missing?");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    start();
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    isWell();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
    TempDirs.remove(folder);
  }

  int port() {
    return run().parley().port();
  }

  /// Adds texts of a test that must not be logged either.
  void keepSecret(List<String> texts) {
    secrets.addAll(texts);
  }

  Wire connect() throws IOException {
    return new Wire(port());
  }

  /// Sends one request on a separate connection, and returns the answer.
  Answer ask(byte[] request) throws IOException {
    try (Wire wire = connect()) {
      return wire.send(request).answer();
    }
  }

  Answer ask(String request) throws IOException {
    try (Wire wire = connect()) {
      return wire.send(request).answer();
    }
  }

  Answer post(String path, String json) throws IOException {
    return post(path, json.getBytes(UTF_8));
  }

  Answer post(String path, byte[] json) throws IOException {
    return ask(Wire.post(path, "application/json", json));
  }

  Answer postForm(String path, String form) throws IOException {
    return ask(Wire.post(path, "application/x-www-form-urlencoded", form.getBytes(UTF_8)));
  }

  /// Checks that the server still answers, and that nothing was logged as broken.
  void isWell() throws IOException {
    Answer health = ask("GET /health HTTP/1.1\nHost: parley\n\n");

    assertEquals(200, health.status(), health::toString);
    assertEquals("OK", health.json().path("status").textValue());
    run().log().raisedNoAlarm();
  }

  /// The warnings so far.
  List<String> warnings() {
    return run().log().warnings();
  }

  /// The lines so far that have a stack trace.
  List<String> traces() {
    return run().log().traces();
  }

  /// Stops the server, and checks its store.
  ///
  /// @return the audit of its store
  ChatHistory.Audit closeAndAudit() {
    LogWatch log = run().log();
    run().parley().close();
    log.close();
    log.raisedNoAlarm();
    log.mentionsNoneOf(secrets);
    try (ChatHistory history = Workbench.history(config)) {
      ChatHistory.Audit audit = history.audit();
      assertEquals(List.of(), audit.findings());
      return audit;
    }
  }

  @Override
  public void close() {
    var _ = closeAndAudit();
  }
}
