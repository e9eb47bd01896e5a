package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The official JavaScript client in a separate process, which reports received events: see
/// `listener.cjs`.
final class JavaScriptListener implements AutoCloseable {
  private static final Path PACKAGES = Path.of("target", "test-npm");
  private static final long LIMIT_SECONDS = 60;
  private static final JsonMapper JSON = new JsonMapper();

  private final Process node;
  private final LinkedBlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();

  private JavaScriptListener(Process node) {
    this.node = node;
    Thread.ofVirtual().start(this::read);
  }

  /// Skips the test, with a message, if Node.js is missing.
  ///
  /// @param folder the folder in which the script is written
  /// @param transports the transports to use, for example `polling,websocket`
  static JavaScriptListener start(Path folder, int port, String transports) throws IOException {
    Path packages = packages();
    Path script = folder.resolve("listener.cjs");
    try (InputStream source =
        Objects.requireNonNull(JavaScriptListener.class.getResourceAsStream("listener.cjs"))) {
      Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
    }
    return new JavaScriptListener(
        new ProcessBuilder("node", script.toString(), "http://127.0.0.1:" + port, transports)
            .directory(packages.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /// The folder with the packages that scripts need; scripts must be started in this folder. Skips
  /// the test, with a message, if Node.js is missing.
  static Path packages() {
    if (Files.exists(PACKAGES.resolve("missing.txt"))
        || !Files.isDirectory(PACKAGES.resolve("node_modules"))) {
      // The build also reports this, in capital letters.
      abort("the official JavaScript client is missing: install Node.js and build again");
    }
    return PACKAGES;
  }

  /// Everything that it reports, up to the first object with this field.
  List<JsonNode> until(String field) throws InterruptedException {
    return until(told -> told.has(field));
  }

  /// Everything that it reports, up to this message.
  List<JsonNode> untilMessage(String id) throws InterruptedException {
    return until(told -> told.path("message").asString("").equals(id));
  }

  private List<JsonNode> until(Predicate<JsonNode> last) throws InterruptedException {
    List<JsonNode> told = new ArrayList<>();
    do {
      told.add(next());
    } while (!last.test(told.getLast()));
    return told;
  }

  private JsonNode next() throws InterruptedException {
    JsonNode told = heard.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (told == null) {
      throw new AssertionError("nothing more was told within " + LIMIT_SECONDS + " s");
    }
    return told;
  }

  private void read() {
    try (BufferedReader lines = node.inputReader(UTF_8)) {
      lines.lines().map(JSON::readTree).forEach(heard::add);
    } catch (UncheckedIOException | IOException ended) {
      // The process was ended while it wrote.
    }
  }

  @Override
  public void close() {
    node.destroyForcibly();
  }
}
