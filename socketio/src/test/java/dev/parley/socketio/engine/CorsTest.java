package dev.parley.socketio.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.socketio.EngineServer;
import dev.parley.socketio.RawHttp.Answer;
import dev.parley.socketio.RawSocket;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the CORS headers, which tell browsers whether pages of other sites may use the server.
/// Source: Fetch standard, and Node's server.
@Timeout(60)
final class CorsTest {
  private static final String ORIGIN = "Access-Control-Allow-Origin";
  private static final String CREDENTIALS = "Access-Control-Allow-Credentials";
  private static final String METHODS = "Access-Control-Allow-Methods";
  private static final String HEADERS = "Access-Control-Allow-Headers";
  private static final String ALICE = "https://alice.example";
  private static final String BOB = "https://bob.example";

  private static EngineServer closed;
  private static EngineServer open;
  private static EngineServer some;

  @BeforeAll
  static void start() {
    closed = EngineServer.start();
    open = EngineServer.start(it -> it.corsOrigins(List.of("*")));
    some = EngineServer.start(it -> it.corsOrigins(List.of(ALICE, BOB)));
  }

  @AfterAll
  static void stop() {
    closed.close();
    open.close();
    some.close();
  }

  private static Answer get(EngineServer server, String origin) throws IOException {
    return RawPolling.request(server, "GET", RawPolling.PATH, "Origin: " + origin);
  }

  private static Answer preflight(EngineServer server, String target, String origin)
      throws IOException {
    return RawPolling.request(
        server,
        "OPTIONS",
        target,
        "Origin: " + origin,
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: content-type,x-token");
  }

  @Test
  void corsHeadersAreAbsentByDefault() throws IOException {
    Answer answer = get(closed, ALICE);

    assertEquals(200, answer.status());
    assertEquals(Optional.empty(), answer.header(ORIGIN));
    assertEquals(Optional.empty(), answer.header(CREDENTIALS));
    assertEquals(Optional.empty(), answer.header("Vary"));
  }

  @Test
  void aStarIsForAllAndWithoutCredentials() throws IOException {
    Answer answer = get(open, ALICE);

    assertEquals(Optional.of("*"), answer.header(ORIGIN));
    assertEquals(Optional.empty(), answer.header(CREDENTIALS));
  }

  @ParameterizedTest
  @ValueSource(strings = {ALICE, BOB})
  void anOriginOfTheListIsGivenBackWithCredentials(String origin) throws IOException {
    Answer answer = get(some, origin);

    assertEquals(Optional.of(origin), answer.header(ORIGIN));
    assertEquals(Optional.of("true"), answer.header(CREDENTIALS));
    assertEquals(Optional.of("Origin"), answer.header("Vary"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://eve.example",
        "null",
        "https://alice.example.eve.example",
        "https://ALICE.example"
      })
  void anotherOriginIsServedButNotNamed(String origin) throws IOException {
    Answer answer = get(some, origin);

    assertEquals(200, answer.status());
    assertEquals(Optional.empty(), answer.header(ORIGIN));
    assertEquals(Optional.of("Origin"), answer.header("Vary"));
  }

  @Test
  void aPostIsAnsweredWithTheHeaders() throws IOException {
    RawPolling client = RawPolling.open(some);

    Answer answer = client.post("4hello", "Origin: " + ALICE);

    assertEquals("ok", answer.body());
    assertEquals(Optional.of(ALICE), answer.header(ORIGIN));
  }

  @Test
  void aRefusalHasTheHeaders() throws IOException {
    Answer answer =
        RawPolling.request(some, "GET", RawPolling.PATH + "&sid=abc", "Origin: " + ALICE);

    assertEquals(400, answer.status());
    assertEquals(Optional.of(ALICE), answer.header(ORIGIN));
  }

  @Test
  void aWebSocketsAnswerHasTheHeaders() throws IOException {
    try (RawSocket raw =
        new RawSocket(
            some.connect(), "/engine.io/?EIO=4&transport=websocket", "Origin: " + ALICE)) {
      assertEquals(Optional.of(ALICE), raw.answer().header(ORIGIN));
    }
  }

  @Test
  void corsRefusesNoWebSocket() throws IOException {
    try (RawSocket raw =
        new RawSocket(
            some.connect(),
            "/engine.io/?EIO=4&transport=websocket",
            "Origin: https://eve.example")) {
      assertTrue(raw.read().startsWith("0{"));
    }
  }

  // --- Preflight ---------------------------------------------------------------------------------

  @Test
  void aPreflightIsAnswered() throws IOException {
    Answer answer = preflight(some, RawPolling.PATH, ALICE);

    assertEquals(204, answer.status());
    assertEquals(Optional.of(ALICE), answer.header(ORIGIN));
    assertEquals(Optional.of("true"), answer.header(CREDENTIALS));
    assertEquals(Optional.of("GET,HEAD,PUT,PATCH,POST,DELETE"), answer.header(METHODS));
    assertEquals(Optional.of("content-type,x-token"), answer.header(HEADERS));
  }

  @Test
  void aPreflightVariesWithTheRequestedMethodAndHeaders() throws IOException {
    String vary = preflight(some, RawPolling.PATH, ALICE).header("Vary").orElse("");

    assertEquals("origin, access-control-request-headers", vary.toLowerCase(Locale.ROOT));
  }

  @Test
  void aPreflightOfASessionIsAnsweredAndTheSessionKept() throws IOException {
    RawPolling client = RawPolling.open(some);

    assertEquals(204, preflight(some, client.target(), ALICE).status());
    assertEquals("ok", client.post("4hello").body());
  }

  @Test
  void aPreflightOfAnotherOriginNamesNone() throws IOException {
    Answer answer = preflight(some, RawPolling.PATH, "https://eve.example");

    assertEquals(204, answer.status());
    assertEquals(Optional.empty(), answer.header(ORIGIN));
  }

  @Test
  void aPreflightForAllIsAnswered() throws IOException {
    Answer answer = preflight(open, RawPolling.PATH, ALICE);

    assertEquals(204, answer.status());
    assertEquals(Optional.of("*"), answer.header(ORIGIN));
  }

  @Test
  void withoutCorsAPreflightIsRefused() throws IOException {
    RawPolling client = RawPolling.open(closed);

    assertEquals(400, preflight(closed, RawPolling.PATH, ALICE).status());
    assertEquals(500, preflight(closed, client.target(), ALICE).status());
  }
}
