package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The front end of the replaced backend, played by Node.js with the official client: see
/// `front-end.cjs`.
@Timeout(120)
final class FrontEndTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder = Path.of("");

  @Test
  void theOldFrontEndWorksUnchanged() throws Exception {
    try (RunningParley parley = RunningParley.start(folder)) {
      JsonNode seen = play(parley.port());

      assertEquals(
          JSON.readTree(
              """
              {"surprises": [],
               "ticks": ["1", "2", "2 blue", "2 blue"],
               "failed": "!",
               "chats": ["1234567890 Alice Johnson"],
               "lastMessage": "To the number with a plus",
               "online": true,
               "unread": 1,
               "updated": 1,
               "bulk": {"status": "read", "wa_id": "1234567890", "meta_msg_id": null},
               "texts": ["Shall we deliver on Friday?", "Yes, Friday", "See you then",
                         "To the number with a plus"],
               "sentTo": "1234567890",
               "clock": true,
               "times": true}
              """),
          seen);
    }
  }

  private JsonNode play(int port) throws IOException, InterruptedException {
    Path script = folder.resolve("front-end.cjs");
    try (InputStream source =
        Objects.requireNonNull(FrontEndTest.class.getResourceAsStream("front-end.cjs"))) {
      Files.copy(source, script);
    }
    Process node =
        new ProcessBuilder("node", script.toString(), "http://127.0.0.1:" + port)
            .directory(JavaScriptListener.packages().toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(node.getInputStream().readAllBytes(), UTF_8);
    node.waitFor();
    assertTrue(printed.startsWith("{"), printed);
    return JSON.readTree(printed);
  }
}
