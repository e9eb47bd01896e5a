package dev.parley.socketio.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Each example, as the official JavaScript client sees it. What it must see is in `examples.cjs`.
@Timeout(120)
class ExamplesTest {
  private static final Path PACKAGES = Path.of("target", "test-npm");

  @TempDir Path folder;

  @Test
  void everyExampleWorks() throws IOException {
    if (!Files.isDirectory(PACKAGES.resolve("node_modules"))) {
      // The build also reports this, in capital letters.
      abort("the official JavaScript client is missing: install Node.js and build again");
    }
    Map<String, Example> examples = new LinkedHashMap<>();
    examples.put("chat", Chat::listen);
    examples.put("rooms", Rooms::listen);
    examples.put("signIn", SignIn::listen);
    examples.put("questions", Questions::listen);
    examples.put("recovered", Recovered::listen);
    examples.put("cluster", Cluster::listen);

    Vertx vertx = Vertx.vertx();
    try {
      List<String> args =
          examples.entrySet().stream()
              .map(it -> it.getKey() + "=" + it.getValue().listen(vertx, 0).actualPort())
              .toList();
      List<String> passed = examples.keySet().stream().map("PASS "::concat).toList();
      assertEquals(passed, node(args));
    } finally {
      vertx.close().await();
    }
  }

  private List<String> node(List<String> args) throws IOException {
    Path script = folder.resolve("examples.cjs");
    try (InputStream source =
        Objects.requireNonNull(getClass().getResourceAsStream("examples.cjs"))) {
      Files.copy(source, script);
    }
    ProcessBuilder node = new ProcessBuilder("node", script.toString());
    node.command().addAll(args);
    Process process =
        node.directory(PACKAGES.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      return lines.lines().toList();
    } finally {
      process.destroyForcibly();
    }
  }
}
