package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The front end of the replaced backend, played by Node.js with the official client (see
/// `front-end.cjs`), and its curl commands, with each kind of access.
@Timeout(120)
final class FrontEndTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder = Path.of("");

  /// Access of clients that know nothing about accounts.
  enum Way {
    /// The client calls from the same machine, and the server is newly installed.
    FRESH("", false),
    /// The server admits clients from anywhere.
    OPEN("all", false),
    /// The client has a key in its server address.
    KEY("none", true);

    private final String anonymous;
    private final boolean key;

    Way(String anonymous, boolean key) {
      this.anonymous = anonymous;
      this.key = key;
    }

    /// The end of the address.
    String base(RunningParley parley) {
      return key
          ? "/k/"
              + parley
                  .addKey("old clients", "read", "send", "webhook", "url")
                  .path("key")
                  .textValue()
          : "";
    }
  }

  @ParameterizedTest
  @EnumSource
  void theOldFrontEndWorksUnchanged(Way way) throws Exception {
    try (RunningParley parley = RunningParley.start(folder, "ANONYMOUS", way.anonymous)) {
      JsonNode seen = play("http://127.0.0.1:" + parley.port() + way.base(parley));

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

  @ParameterizedTest
  @EnumSource
  void theLinesForCurlWorkUnchanged(Way way) {
    String[] json = {"Content-Type", "application/json"};
    try (RunningParley parley = RunningParley.start(folder, "ANONYMOUS", way.anonymous)) {
      String base = way.base(parley);

      var health = parley.get(base + "/health");
      var sent =
          parley.post(
              base + "/api/send",
              "{\"wa_id\":\"1234567890\",\"text\":\"Test message\",\"type\":\"outgoing\"}",
              json);
      var received =
          parley.post(
              base + "/webhook",
              "{\"wa_id\":\"1234567890\",\"name\":\"Test"
                  + " User\",\"text\":\"Hello!\",\"type\":\"incoming\"}",
              json);
      var chats = RunningParley.json(parley.get(base + "/api/chats"));
      var chat = RunningParley.json(parley.get(base + "/api/chats/1234567890"));

      assertEquals("OK", RunningParley.json(health).get("status").stringValue());
      assertEquals(201, sent.statusCode(), sent::body);
      assertEquals(200, received.statusCode(), received::body);
      assertEquals("Test User", chats.at("/0/name").stringValue());
      assertEquals("Test message", chat.at("/0/text").stringValue());
      assertEquals("Hello!", chat.at("/1/text").stringValue());
    }
  }

  private JsonNode play(String url) throws IOException, InterruptedException {
    Path script = folder.resolve("front-end.cjs");
    try (InputStream source =
        Objects.requireNonNull(FrontEndTest.class.getResourceAsStream("front-end.cjs"))) {
      Files.copy(source, script);
    }
    Process node =
        new ProcessBuilder("node", script.toString(), url)
            .directory(JavaScriptListener.packages().toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(node.getInputStream().readAllBytes(), UTF_8);
    node.waitFor();
    assertTrue(printed.startsWith("{"), printed);
    return JSON.readTree(printed);
  }
}
