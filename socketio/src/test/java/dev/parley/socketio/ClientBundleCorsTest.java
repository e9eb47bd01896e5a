package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.socketio.RawHttp.Answer;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests the client's files together with the engine, on a server that all pages may use.
@Timeout(60)
final class ClientBundleCorsTest {
  private static final String FILE = "/socket.io/socket.io.min.js";

  @AutoClose private static final ScenarioServer server = new ScenarioServer(0);

  private static Answer request(String method, String target) throws IOException {
    try (RawHttp http = new RawHttp(server.port())) {
      return http.head(method, target, "Origin: https://a.example").answer();
    }
  }

  @Test
  void aFileMayBeReadByOtherSites() throws IOException {
    assertEquals(Optional.of("*"), request("GET", FILE).header("Access-Control-Allow-Origin"));
  }

  @Test
  void aPreflightOfAFileIsAnswered() throws IOException {
    Answer answer = request("OPTIONS", FILE);

    assertEquals(204, answer.status());
    assertEquals(Optional.of("*"), answer.header("Access-Control-Allow-Origin"));
  }

  @Test
  void anUnknownFileIsARequestWithoutATransport() throws IOException {
    Answer answer = request("GET", "/socket.io/other.js");

    assertEquals(400, answer.status());
    assertTrue(answer.body().startsWith("{\"code\":0,"), answer.body());
  }
}
