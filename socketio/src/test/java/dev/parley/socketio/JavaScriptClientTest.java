package dev.parley.socketio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests with the official JavaScript client, in the current version and in version 4.5, over each
/// transport. `scenarios.cjs` contains the expectations.
@Timeout(300)
final class JavaScriptClientTest {
  private static final Path PACKAGES = Path.of("target", "test-npm");
  private static final String NOW = "socket.io-client";
  private static final String THEN = "socket.io-client-4.5";
  private static final int FEWEST_SCENARIOS = 30;

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> overWebSocket() {
    return scenarios("websocket");
  }

  @TestFactory
  Stream<DynamicTest> overPolling() {
    return scenarios("polling");
  }

  @TestFactory
  Stream<DynamicTest> overPollingWithUpgrade() {
    return scenarios("polling,websocket");
  }

  @ParameterizedTest
  @CsvSource({
    NOW + ",websocket",
    NOW + ",polling",
    NOW + ",'polling,websocket'",
    THEN + ",websocket",
    THEN + ",polling",
    THEN + ",'polling,websocket'"
  })
  void comesBackAfterARestart(String client, String transports) throws IOException {
    ScenarioServer first = new ScenarioServer(0);
    int port = first.port();
    Process node = node(port, client, transports, "restart");
    try (BufferedReader lines = node.inputReader(UTF_8)) {
      assertEquals("READY", lines.readLine());

      first.close();
      try (ScenarioServer second = new ScenarioServer(port)) {
        assertEquals("PASS comesBackAfterARestart", lines.readLine());
        assertEquals(port, second.port());
      }
    } finally {
      node.destroyForcibly();
    }
  }

  private Stream<DynamicTest> scenarios(String transports) {
    List<DynamicTest> tests = new ArrayList<>();
    try (ScenarioServer server = new ScenarioServer(0)) {
      for (String client : List.of(NOW, THEN)) {
        List<String> results = run(server.port(), client, transports);
        tests.add(
            DynamicTest.dynamicTest(
                client + " runs all",
                () -> assertTrue(results.size() >= FEWEST_SCENARIOS, results::toString)));
        for (String result : results) {
          String name = result.substring(5).replaceFirst(":.*", "");
          tests.add(
              DynamicTest.dynamicTest(
                  client + " " + name, () -> assertEquals("PASS " + name, result)));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("node could not be started", e);
    }
    return tests.stream();
  }

  private List<String> run(int port, String client, String transports) throws IOException {
    Process node = node(port, client, transports);
    try (BufferedReader lines = node.inputReader(UTF_8)) {
      return lines.lines().toList();
    } finally {
      node.destroyForcibly();
    }
  }

  private Process node(int port, String client, String transports, String... only)
      throws IOException {
    Path missing = PACKAGES.resolve("missing.txt");
    if (Files.exists(missing) || !Files.isDirectory(PACKAGES.resolve("node_modules"))) {
      // The build also reports this, in capital letters.
      abort("the official JavaScript client is missing: install Node.js and build again");
    }
    Path script = folder.resolve("scenarios.cjs");
    try (InputStream source =
        Objects.requireNonNull(getClass().getResourceAsStream("scenarios.cjs"))) {
      Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> command =
        new ArrayList<>(
            List.of("node", script.toString(), "http://127.0.0.1:" + port, client, transports));
    command.addAll(List.of(only));
    return new ProcessBuilder(command)
        .directory(PACKAGES.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
