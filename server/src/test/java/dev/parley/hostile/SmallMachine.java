package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Workbench;
import dev.parley.chat.ChatHistory;
import dev.parley.config.ParleyConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The product in a separate process, with 256 MB of heap.
final class SmallMachine implements AutoCloseable {
  private static final int SECONDS_TO_END = 30;

  private final Process process;
  private final ParleyConfig config;
  private final Path log;
  private final int port;

  private SmallMachine(Process process, ParleyConfig config, Path log, int port) {
    this.process = process;
    this.config = config;
    this.log = log;
    this.port = port;
  }

  static SmallMachine start(Path folder) throws IOException {
    Path log = folder.resolve("log");
    Map<String, String> settings =
        Map.of(
            "HOST", "127.0.0.1",
            "PORT", "0",
            "DATA_DIR", folder.resolve("data").toString(),
            "ALLOWED_HOSTS", "x, parley",
            "ANONYMOUS", "all",
            "LOG_LEVEL", "trace");
    ProcessBuilder builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.parley.cli.Main",
                "serve")
            .directory(folder.toFile())
            .redirectError(log.toFile());
    builder.environment().putAll(settings);
    Process process = builder.start();
    BufferedReader out = process.inputReader(UTF_8);
    String ready = out.readLine();
    if (ready == null) {
      throw new IOException("the server did not start: " + Files.readString(log));
    }
    int port = Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1));
    return new SmallMachine(process, ParleyConfig.load(settings, folder), log, port);
  }

  int port() {
    return port;
  }

  Wire connect() throws IOException {
    return new Wire(port);
  }

  Answer ask(byte[] request) throws IOException {
    try (Wire wire = connect()) {
      return wire.send(request).answer();
    }
  }

  /// Checks that it still answers, writes and reads.
  void isWell() throws IOException {
    Answer health = ask("GET /health HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
    Answer sent =
        ask(
            Wire.post(
                "/api/send",
                "application/json",
                "{\"wa_id\":\"1\",\"text\":\"x\"}".getBytes(UTF_8)));

    assertEquals(200, health.status(), health::toString);
    assertEquals(201, sent.status(), sent::toString);
  }

  /// Ends it like an operator, and checks its store.
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      assertTrue(process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS), "the server does not end");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
    String logged = Files.readString(log);
    assertFalse(logged.contains(FrontDoor.WORDS), logged);
    assertFalse(logged.contains("ERROR") || logged.contains("OutOfMemory"), logged);
    try (ChatHistory history = Workbench.history(config)) {
      assertEquals(List.of(), history.audit().findings());
    }
  }
}
