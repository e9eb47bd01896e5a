package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The Python client, whose listeners take exactly one argument, receives every event.
@Timeout(180)
final class PythonClientTest {
  private static final Path PYTHON = Path.of("target", "test-python", "python.txt");
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  private final LinkedBlockingQueue<JsonNode> told = new LinkedBlockingQueue<>();

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void listenersWithOneArgumentHearEveryEvent(String transport) throws Exception {
    try (RunningParley parley = RunningParley.start(folder)) {
      Process python = listen(parley.port(), transport);
      try {
        hear("connect");
        hear("connected");
        hear("joined");

        parley.post("/api/send", "{\"wa_id\":\"700\",\"text\":\"x\",\"id\":\"py-1\"}");
        assertEquals("py-1", hear("newMessage"));
        hear("chatListUpdate");
        parley.post("/webhook", "{\"id\":\"py-1\",\"status\":\"read\"}");
        assertEquals("py-1", hear("messageStatusUpdate"));
        parley.post("/api/contacts", "{\"wa_id\":\"700\",\"name\":\"Alice\"}");
        assertEquals("700", hear("contactUpdated"));
        try (ConnectedClient typist = ConnectedClient.to(parley)) {
          typist.ask("typing", "{\"chatId\":\"700\",\"wa_id\":\"701\",\"name\":\"Bob\"}");
          assertEquals("701", hear("userTyping"));
        }
      } finally {
        python.destroyForcibly();
      }
    }
  }

  /// The argument of the next event with this name; earlier events are dropped.
  private String hear(String event) throws InterruptedException {
    while (true) {
      JsonNode next = told.poll(60, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError(event + " did not come");
      }
      assertEquals("", next.path("failed").asString(""));
      if (next.path("event").asString("").equals(event)) {
        return next.path("id").asString("");
      }
    }
  }

  private Process listen(int port, String transport) throws IOException {
    if (!Files.exists(PYTHON)) {
      // The build also reports this, in capital letters.
      abort("the Python client is missing: install python3-socketio and build again");
    }
    Path script = folder.resolve("listener.py");
    try (InputStream source =
        Objects.requireNonNull(PythonClientTest.class.getResourceAsStream("listener.py"))) {
      Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
    }
    Process python =
        new ProcessBuilder(
                Files.readString(PYTHON).strip(),
                script.toString(),
                "http://127.0.0.1:" + port,
                transport)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Thread.ofVirtual().start(() -> read(python));
    return python;
  }

  private void read(Process python) {
    try (BufferedReader lines = python.inputReader(UTF_8)) {
      lines.lines().map(JSON::readTree).forEach(told::add);
    } catch (UncheckedIOException | IOException ended) {
      // The process was ended while it wrote.
    }
  }
}
