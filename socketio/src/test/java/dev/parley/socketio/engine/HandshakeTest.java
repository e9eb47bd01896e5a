package dev.parley.socketio.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.socketio.EngineServer;
import dev.parley.socketio.RawHttp.Answer;
import dev.parley.socketio.RawSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests how a session begins. Source: Engine.IO protocol 4, "Handshake", and Node's server.
@Timeout(60)
final class HandshakeTest {
  private static final String WEBSOCKET = "/engine.io/?EIO=4&transport=websocket";

  @AutoClose private static final EngineServer server = EngineServer.start();

  @Test
  void aPollingHandshakeHasFiveKeys() throws IOException {
    String body = RawPolling.request(server, "GET", RawPolling.PATH).body();

    assertTrue(
        body.matches(
            "0\\{\"sid\":\"[\\w-]{20}\",\"upgrades\":\\[\"websocket\"\\],\"pingInterval\":25000,"
                + "\"pingTimeout\":20000,\"maxPayload\":1000000\\}"),
        body);
  }

  @Test
  void aWebSocketsHandshakeIsItsFirstFrameAndOffersNoUpgrade() throws IOException {
    try (RawSocket raw = new RawSocket(server.connect(), WEBSOCKET)) {
      String first = raw.read();

      assertTrue(
          first.matches(
              "0\\{\"sid\":\"[\\w-]{20}\",\"upgrades\":\\[\\],\"pingInterval\":25000,"
                  + "\"pingTimeout\":20000,\"maxPayload\":1000000\\}"),
          first);
    }
  }

  @Test
  void aPollingHandshakeIsUncachedPlainTextOfKnownLength() throws IOException {
    Answer answer = RawPolling.request(server, "GET", RawPolling.PATH);

    assertEquals(200, answer.status());
    assertEquals(Optional.of("text/plain; charset=UTF-8"), answer.header("Content-Type"));
    assertEquals(Optional.of("no-store"), answer.header("Cache-Control"));
    assertEquals(Optional.of("118"), answer.header("Content-Length"));
  }

  @Test
  void aWebSocketsAnswerProvesThatTheKeyWasRead() throws IOException {
    try (RawSocket raw = new RawSocket(server.connect(), WEBSOCKET)) {
      // SHA-1 of the key "AAAAAAAAAAAAAAAAAAAAAA==" and the GUID of RFC 6455, 1.3.
      assertEquals(
          Optional.of("ICX+Yqv66kxgM0FcWaLWlFLwTAI="), raw.answer().header("Sec-WebSocket-Accept"));
    }
  }

  @Test
  void idsDiffer() throws IOException {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      ids.add(RawPolling.open(server).sid());
    }

    assertEquals(100, ids.size());
  }

  @Test
  void theHandshakeHasTheConfiguredValues() throws IOException {
    try (EngineServer other =
        EngineServer.start(it ->
            it.pingInterval(Duration.ofSeconds(7))
                .pingTimeout(Duration.ofMillis(1234))
                .maxPayload(4321)
                .allowUpgrades(false))) {
      String body = RawPolling.request(other, "GET", RawPolling.PATH).body();

      assertTrue(
          body.endsWith(
              ",\"upgrades\":[],\"pingInterval\":7000,\"pingTimeout\":1234,\"maxPayload\":4321}"),
          body);
    }
  }

  @Test
  void aServerWithoutWebSocketsOffersNoUpgrade() throws IOException {
    try (EngineServer other = EngineServer.start(it -> it.transports(true, false))) {
      String body = RawPolling.request(other, "GET", RawPolling.PATH).body();

      assertTrue(body.contains("\"upgrades\":[]"), body);
    }
  }

  @Test
  void anUpgradeThatIsNotOfferedIsPossible() throws IOException {
    try (EngineServer other = EngineServer.start(it -> it.allowUpgrades(false))) {
      try (RawSocket raw = RawPolling.open(other).upgraded()) {
        assertEquals("4hello", raw.text("4hello").read());
      }
    }
  }

  @Test
  void immediateMessagesAreInThePollingHandshake() throws IOException {
    try (EngineServer other = EngineServer.start(it -> it, "one", "two")) {
      String body = RawPolling.request(other, "GET", RawPolling.PATH).body();

      assertTrue(body.matches("0\\{[^}]*\\}\u001e4one\u001e4two"), body);
    }
  }

  @Test
  void immediateMessagesFollowTheWebSocketHandshake() throws IOException {
    try (EngineServer other = EngineServer.start(it -> it, "one");
        RawSocket raw = new RawSocket(other.connect(), WEBSOCKET)) {
      assertTrue(raw.read().startsWith("0{"));
      assertEquals("4one", raw.read());
    }
  }

  // --- Cookie and headers ------------------------------------------------------------------------

  @Test
  void thereIsNoCookieUnlessItIsWanted() throws IOException {
    Answer answer = RawPolling.request(server, "GET", RawPolling.PATH);

    assertEquals(Optional.empty(), answer.header("Set-Cookie"));
  }

  @Test
  void aCookieCarriesTheId() throws IOException {
    try (EngineServer other = EngineServer.start(it -> it.cookie("io"))) {
      Answer answer = RawPolling.request(other, "GET", RawPolling.PATH);

      assertEquals(
          Optional.of("io=" + RawPolling.sid(answer.body()) + "; Path=/; HttpOnly; SameSite=Lax"),
          answer.header("Set-Cookie"));
    }
  }

  @Test
  void onlyTheFirstAnswerHasTheCookie() throws IOException {
    try (EngineServer other = EngineServer.start(it -> it.cookie("io"))) {
      RawPolling client = RawPolling.open(other);

      assertEquals(Optional.empty(), client.post("4hello").header("Set-Cookie"));
      assertEquals(Optional.empty(), client.poll().header("Set-Cookie"));
    }
  }

  @Test
  void aWebSocketGetsNoCookie() throws IOException {
    try (EngineServer other = EngineServer.start(it -> it.cookie("io"));
        RawSocket raw = new RawSocket(other.connect(), WEBSOCKET)) {
      assertEquals(Optional.empty(), raw.answer().header("Set-Cookie"));
    }
  }

  @Test
  void theApplicationMayAddHeadersToTheFirstAnswer() throws IOException {
    try (EngineServer other =
        EngineServer.start(it -> it.initialHeaders((_, headers) -> headers.add("X-First", "1")))) {
      Answer first = RawPolling.request(other, "GET", RawPolling.PATH);
      RawPolling client = RawPolling.open(other);

      assertEquals(Optional.of("1"), first.header("X-First"));
      assertEquals(Optional.empty(), client.post("4hello").header("X-First"));
    }
  }

  @Test
  void theFirstAnswerOfAWebSocketIsThatToItsRequest() throws IOException {
    try (EngineServer other =
            EngineServer.start(
                it -> it.initialHeaders((_, headers) -> headers.add("X-First", "1")));
        RawSocket raw = new RawSocket(other.connect(), WEBSOCKET)) {
      assertEquals(Optional.of("1"), raw.answer().header("X-First"));
    }
  }

  @Test
  void anUpgradeDoesNotCountAsTheFirstAnswer() throws IOException {
    try (EngineServer other =
        EngineServer.start(it -> it.initialHeaders((_, headers) -> headers.add("X-First", "1")))) {
      try (RawSocket raw = RawPolling.open(other).webSocket()) {
        assertEquals(Optional.empty(), raw.answer().header("X-First"));
      }
    }
  }

  // --- Options -----------------------------------------------------------------------------------

  @Test
  void theDefaultOptionsAreThoseOfNode() {
    EngineOptions options = EngineOptions.DEFAULTS;

    assertEquals("/engine.io", options.path());
    assertEquals(Duration.ofSeconds(25), options.pingInterval());
    assertEquals(Duration.ofSeconds(20), options.pingTimeout());
    assertEquals(Duration.ofSeconds(10), options.upgradeTimeout());
    assertEquals(1_000_000, options.maxPayload());
    assertEquals(Set.of(Transport.POLLING, Transport.WEBSOCKET), options.transports());
    assertTrue(options.allowUpgrades());
    assertFalse(options.perMessageDeflate());
    assertEquals(1024, options.compressionThreshold());
    assertEquals(Optional.empty(), options.cors());
    assertEquals(Optional.empty(), options.cookie());
  }

  @Test
  void optionsMustMakeSense() {
    assertRefused("path must begin with / and must not end with it, was 'x'", it -> it.path("x"));
    assertRefused(
        "pingInterval must be longer than zero, was PT0S", it -> it.pingInterval(Duration.ZERO));
    assertRefused(
        "pingTimeout must be longer than zero, was PT-0.001S",
        it -> it.pingTimeout(Duration.ofMillis(-1)));
    assertRefused(
        "transports must enable polling, WebSocket or both, was none",
        it -> it.transports(Set.of()));
    assertRefused("maxPayload must be at least 1 byte, was 0", it -> it.maxPayload(0));
    assertRefused(
        "compressionThreshold must be -1 (never) or a number of bytes, was -2",
        it -> it.compressionThreshold(-2));
  }

  private static void assertRefused(String rule, UnaryOperator<EngineOptions.Builder> setUp) {
    EngineOptions.Builder wrong = setUp.apply(EngineOptions.builder());
    assertEquals(rule, assertThrows(IllegalArgumentException.class, wrong::build).getMessage());
  }

  @Test
  void aHandshakeTellsTheApplicationOfItsRequest() throws IOException {
    Answer answer =
        RawPolling.request(server, "GET", RawPolling.PATH + "&token=abc", "X-Name: Alice");

    EngineHandshake handshake =
        server.onEventLoop(RawPolling.sid(answer.body()), EngineSession::handshake);

    assertEquals(RawPolling.PATH + "&token=abc", handshake.url());
    assertEquals("abc", handshake.query().get("token"));
    assertEquals("Alice", handshake.headers("x-name").findFirst().orElseThrow());
    assertEquals("127.0.0.1", handshake.address());
    assertFalse(handshake.secure());
  }
}
