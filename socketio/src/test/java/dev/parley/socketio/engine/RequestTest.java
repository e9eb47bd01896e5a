package dev.parley.socketio.engine;

import static dev.parley.socketio.engine.RefusalTexts.BAD_PROTOCOL;
import static dev.parley.socketio.engine.RefusalTexts.UNKNOWN_SID;
import static dev.parley.socketio.engine.RefusalTexts.UNKNOWN_TRANSPORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.socketio.EngineServer;
import dev.parley.socketio.RawHttp.Answer;
import dev.parley.socketio.RawSocket;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests which requests belong to the engine, and how it reads them. Source: Node's server.
@Timeout(60)
final class RequestTest {
  private static final String GET = "/engine.io/?EIO=4&transport=";

  /// Allows no request that has a parameter `forbidden`.
  @AutoClose
  private static final EngineServer server =
      EngineServer.start(
          options -> options.allowRequest(request -> !request.uri().contains("forbidden")));

  private static Answer request(String method, String target, String... headers)
      throws IOException {
    return RawPolling.request(server, method, target, headers);
  }

  private static Answer upgrade(String target, String... headers) throws IOException {
    return RawPolling.request(server, "GET", target, RawSocket.upgrade(headers));
  }

  // --- The path ----------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/engine.io/?EIO=4&transport=polling",
        "/engine.io/anything/else?EIO=4&transport=polling",
        "/engine.io//?EIO=4&transport=polling"
      })
  void requestsUnderThePathBelongToTheEngine(String target) throws IOException {
    assertTrue(request("GET", target).body().startsWith("0{\"sid\":"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/engine.io?EIO=4&transport=polling",
        "/engine.iofoo?EIO=4&transport=polling",
        "/engine.iofoo/?EIO=4&transport=polling",
        "/Engine.io/?EIO=4&transport=polling",
        "//engine.io/?EIO=4&transport=polling",
        "/api/engine.io/?EIO=4&transport=polling",
        "/engine%2Eio/?EIO=4&transport=polling",
        "/?EIO=4&transport=polling"
      })
  void otherRequestsBelongToTheApplication(String target) throws IOException {
    Answer answer = request("GET", target);

    assertEquals(404, answer.status());
    assertEquals("app", answer.body());
  }

  @Test
  void otherWebSocketsBelongToTheApplication() throws IOException {
    assertEquals(404, upgrade("/other/?EIO=4&transport=websocket").status());
  }

  @Test
  void theApplicationsHeadersAreKept() throws IOException {
    assertEquals(Optional.of("app"), request("GET", GET + "polling").header("X-App"));
  }

  // --- The query ---------------------------------------------------------------------------------

  @Test
  void theLastOfDuplicateParametersCounts() throws IOException {
    assertEquals(200, request("GET", GET + "nothing&transport=polling").status());
    assertEquals(UNKNOWN_TRANSPORT, request("GET", GET + "polling&transport=nothing").body());
  }

  @Test
  void aSemicolonDoesNotSeparateParameters() throws IOException {
    assertEquals(200, request("GET", GET + "polling&x=1;sid=abc").status());
  }

  @Test
  void parametersAreDecoded() throws IOException {
    String sid = RawPolling.sid(request("GET", GET + "%70olling&name=J%C3%BCrg+M%26M").body());

    EngineHandshake handshake = server.onEventLoop(sid, EngineSession::handshake);

    assertEquals("Jürg M&M", handshake.query().get("name"));
  }

  @Test
  void aCacheBusterIsIgnored() throws IOException {
    assertEquals(200, request("GET", GET + "polling&t=ok8pafe1").status());
  }

  @Test
  void namesFromJavaScriptAreNotSpecial() throws IOException {
    assertEquals(UNKNOWN_SID, request("GET", GET + "polling&sid=__proto__").body());
    assertEquals(UNKNOWN_SID, request("GET", GET + "polling&sid=constructor").body());
    assertEquals(UNKNOWN_TRANSPORT, request("GET", GET + "constructor").body());
    assertEquals(UNKNOWN_TRANSPORT, request("GET", GET + "__proto__").body());
    assertEquals(
        BAD_PROTOCOL, request("GET", "/engine.io/?EIO=__proto__&transport=polling").body());
    assertEquals(200, request("GET", GET + "polling&__proto__=1&constructor=2").status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%zz", "%00", "%e2%82", "=", "&&&", "sid", "sid=%00", "=%", "?"})
  void aQueryThatMakesNoSenseIsAnswered(String rest) throws IOException {
    int status = request("GET", GET + "polling&x" + rest).status();

    assertTrue(status == 200 || status == 400, rest + " was answered " + status);
  }

  @Test
  void endlessParametersAreAnswered() throws IOException {
    assertEquals(200, request("GET", GET + "polling" + "&a=1".repeat(900)).status());
  }
}
