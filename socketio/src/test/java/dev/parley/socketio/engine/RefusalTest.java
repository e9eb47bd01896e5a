package dev.parley.socketio.engine;

import static dev.parley.socketio.engine.RefusalTexts.BAD_METHOD;
import static dev.parley.socketio.engine.RefusalTexts.BAD_PROTOCOL;
import static dev.parley.socketio.engine.RefusalTexts.BAD_REQUEST;
import static dev.parley.socketio.engine.RefusalTexts.FORBIDDEN;
import static dev.parley.socketio.engine.RefusalTexts.UNKNOWN_SID;
import static dev.parley.socketio.engine.RefusalTexts.UNKNOWN_TRANSPORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.socketio.EngineServer;
import dev.parley.socketio.RawHttp;
import dev.parley.socketio.RawHttp.Answer;
import dev.parley.socketio.RawSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests which requests the engine refuses, in which order, and with which messages. Source: Node's
/// server.
@Timeout(60)
final class RefusalTest {
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

  // --- One refusal for each check ----------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/engine.io/",
        "/engine.io/?EIO=4",
        "/engine.io/?EIO=4&transport=",
        "/engine.io/?EIO=4&transport=abc",
        "/engine.io/?EIO=4&transport=Polling",
        "/engine.io/?EIO=4&transport=webtransport",
        "/engine.io/unknown.js"
      })
  void aTransportMustBeKnown(String target) throws IOException {
    assertRefused(400, UNKNOWN_TRANSPORT, request("GET", target));
  }

  @Test
  void anOriginMustBeFitForAHeader() throws IOException {
    Answer answer = request("GET", GET + "polling", "Origin: http://a\u0001b");

    assertEquals(400, answer.status());
  }

  @Test
  void aSessionMustBeKnown() throws IOException {
    String target = GET + "polling&sid=abcdefghijklmnopqrst";

    assertRefused(400, UNKNOWN_SID, request("GET", target));
    assertRefused(400, UNKNOWN_SID, request("POST", target));
    assertRefused(400, UNKNOWN_SID, request("PUT", target));
  }

  @Test
  void anEmptyIdNamesNoSession() throws IOException {
    Answer answer = request("GET", GET + "polling&sid=");

    assertTrue(answer.status() == 400 || answer.body().startsWith("0{"));
  }

  @Test
  void aRequestMustNameTheTransportOfItsSession() throws IOException {
    RawPolling client = RawPolling.open(server);

    assertRefused(
        400, BAD_REQUEST, request("GET", client.target().replace("polling", "websocket")));
    assertTrue(server.lives(client.sid()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT"})
  void aWebSocketsSessionCannotBePolled(String method) throws IOException {
    try (RawSocket raw = new RawSocket(server.connect(), GET + "websocket")) {
      String sid = RawPolling.sid(raw.read());

      assertRefused(400, BAD_REQUEST, request(method, GET + "polling&sid=" + sid));
      assertEquals("4hello", raw.text("4hello").read());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "EIO=3&", "EIO=&", "EIO=5&", "EIO=04&"})
  void aRequestMustNameTheProtocolOfItsSession(String protocol) throws IOException {
    RawPolling client = RawPolling.open(server);

    assertRefused(400, BAD_REQUEST, request("GET", client.target().replace("EIO=4&", protocol)));
    assertTrue(server.lives(client.sid()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
  void aSessionBeginsWithAGet(String method) throws IOException {
    assertRefused(400, BAD_METHOD, request(method, GET + "polling"));
  }

  @Test
  void aHandshakeByHeadIsRefused() throws IOException {
    assertEquals(400, request("HEAD", GET + "polling").status());
  }

  @Test
  void aWebSocketMustBeAskedForByAnUpgrade() throws IOException {
    assertRefused(400, BAD_REQUEST, request("GET", GET + "websocket"));
  }

  @Test
  void refusalsOfTheApplicationAreAnswered() throws IOException {
    assertRefused(403, FORBIDDEN, request("GET", GET + "polling&forbidden=1"));
  }

  @Test
  void onlyHandshakesCanBeRefused() throws IOException {
    RawPolling client = RawPolling.open(server);
    server.send(client.sid(), "hello");

    assertEquals("4hello", request("GET", client.target() + "&forbidden=1").body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "EIO=3&", "EIO=5&", "EIO=44&", "EIO=four&"})
  void onlyProtocol4IsSpoken(String protocol) throws IOException {
    assertRefused(
        400, BAD_PROTOCOL, request("GET", "/engine.io/?" + protocol + "transport=polling"));
  }

  private static void assertRefused(int status, String body, Answer answer) {
    assertEquals(status, answer.status());
    assertEquals(body, answer.body());
    assertEquals(Optional.of("application/json"), answer.header("Content-Type"));
    assertEquals(Optional.empty(), answer.header("Cache-Control"));
  }

  // --- The order of the checks -------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "POST, EIO=3&transport=abc&sid=abc&forbidden=1, 0",
    "POST, EIO=3&transport=polling&sid=abc&forbidden=1, 1",
    "POST, EIO=3&transport=polling&forbidden=1, 2",
    "POST, EIO=3&transport=websocket&forbidden=1, 2",
    "GET, EIO=3&transport=websocket&forbidden=1, 3",
    "GET, EIO=3&transport=polling&forbidden=1, 4",
    "GET, EIO=3&transport=polling, 5"
  })
  void checksHaveAnOrder(String method, String query, int code) throws IOException {
    String body = request(method, "/engine.io/?" + query).body();

    assertTrue(body.startsWith("{\"code\":" + code + ","), body);
  }

  // --- Refused WebSockets ------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "EIO=4&transport=abc, Transport unknown",
    "EIO=4&transport=websocket&sid=abc, Session ID unknown",
    "EIO=4&transport=websocket&forbidden=1, Forbidden",
    "EIO=3&transport=websocket, Unsupported protocol version",
    "transport=websocket, Unsupported protocol version",
    "EIO=4&transport=polling, Bad request"
  })
  void aRefusedWebSocketIsAnsweredInText(String query, String message) throws IOException {
    Answer answer = upgrade("/engine.io/?" + query);

    assertEquals(400, answer.status());
    assertEquals(message, answer.body());
    assertEquals(Optional.of("text/html"), answer.header("Content-Type"));
    assertEquals(Optional.of("close"), answer.header("Connection"));
  }

  @Test
  void theConnectionOfARefusedWebSocketEnds() throws IOException {
    try (RawHttp http = server.connect()) {
      http.head("GET", GET + "abc", RawSocket.UPGRADE.toArray(String[]::new));

      assertEquals(400, http.answer().status());
      assertTrue(http.ends());
    }
  }

  @Test
  void anUpgradeThatNamesPollingIsRefusedAndTheSessionKept() throws IOException {
    RawPolling client = RawPolling.open(server);

    assertEquals("Bad request", upgrade(client.target()).body());
    assertTrue(server.lives(client.sid()));
  }

  @Test
  void anUpgradeThatNamesAnotherProtocolIsRefusedAndTheSessionKept() throws IOException {
    RawPolling client = RawPolling.open(server);

    assertEquals(
        "Bad request", upgrade(GET.replace('4', '3') + "websocket&sid=" + client.sid()).body());
    assertTrue(server.lives(client.sid()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-WebSocket-Version: 8",
        "Sec-WebSocket-Key: abc",
        "Sec-WebSocket-Key: AAAA",
        "Sec-WebSocket-Key:"
      })
  void aWebSocketsHandshakeMustBeWhole(String header) throws IOException {
    String name = header.substring(0, header.indexOf(':'));
    List<String> headers = new ArrayList<>(RawSocket.UPGRADE);
    headers.removeIf(other -> other.startsWith(name));
    headers.add(header);

    Answer answer = request("GET", GET + "websocket", headers.toArray(String[]::new));

    assertEquals(400, answer.status());
    assertEquals("Bad request", answer.body());
  }

  @Test
  void refusalsAreReportedWithTheirKind() throws IOException {
    RawPolling client = RawPolling.open(server);
    request("GET", client.target().replace("EIO=4", "EIO=3"));
    request("GET", client.target().replace("polling", "websocket"));
    request("GET", GET + "websocket");

    List<EngineRefusal> heard = server.refusals();

    assertTrue(heard.contains(EngineRefusal.PROTOCOL_MISMATCH));
    assertTrue(heard.contains(EngineRefusal.TRANSPORT_MISMATCH));
    assertTrue(heard.contains(EngineRefusal.TRANSPORT_HANDSHAKE_ERROR));
    assertFalse(heard.contains(EngineRefusal.OVERLOADED));
  }

  // --- Servers with other options ----------------------------------------------------------------

  @Test
  void aTransportMayBeDisabled() throws IOException {
    try (EngineServer webSocketOnly = EngineServer.start(it -> it.transports(false, true));
        RawSocket raw = new RawSocket(webSocketOnly.connect(), GET + "websocket")) {
      assertTrue(raw.read().startsWith("0{"));
      assertEquals(
          UNKNOWN_TRANSPORT, RawPolling.request(webSocketOnly, "GET", GET + "polling").body());
    }
  }

  @Test
  void aWebSocketMayBeDisabled() throws IOException {
    try (EngineServer pollingOnly = EngineServer.start(it -> it.transports(true, false))) {
      RawPolling client = RawPolling.open(pollingOnly);

      IOException refused = assertThrows(IOException.class, client::webSocket);

      assertEquals("400 Transport unknown", refused.getMessage());
    }
  }

  @Test
  void aFailingCheckOfTheApplicationRefuses() throws IOException {
    try (EngineServer failing =
        EngineServer.start(it ->
            it.allowRequest(_ -> {
              throw new IllegalStateException("a bug");
            }))) {
      assertEquals(403, RawPolling.request(failing, "GET", GET + "polling").status());
    }
  }

  @Test
  void sessionsAreCounted() throws IOException {
    try (EngineServer small = EngineServer.start(it -> it.maxConnections(1))) {
      RawPolling client = RawPolling.open(small);

      assertEquals(503, RawPolling.request(small, "GET", GET + "polling").status());
      client.post("1");
      assertEquals(200, RawPolling.request(small, "GET", GET + "polling").status());
    }
  }

  @Test
  void aClosedServerTakesNoNewSessions() throws IOException {
    try (EngineServer closed = EngineServer.start()) {
      closed.engine().close().await();

      assertEquals(503, RawPolling.request(closed, "GET", GET + "polling").status());
    }
  }
}
