package dev.parley.socketio.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.socketio.EngineServer;
import dev.parley.socketio.RawHttp;
import dev.parley.socketio.RawHttp.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the requests of a polling session. Source: Engine.IO protocol 4, "HTTP long-polling", and
/// Node's server.
@Timeout(60)
final class PollingTest {
  private static final String GONE = "{\"code\":1,\"message\":\"Session ID unknown\"}";

  @AutoClose private static final EngineServer server = EngineServer.start();

  // --- GET ---------------------------------------------------------------------------------------

  @Test
  void aPollIsHeldUntilThereIsSomething() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawHttp poll = client.hold()) {
      server.send(client.sid(), "hello");

      Answer answer = poll.answer();

      assertEquals(200, answer.status());
      assertEquals("4hello", answer.body());
    }
  }

  @Test
  void aPollReceivesAllWaitingPackets() throws IOException {
    RawPolling client = RawPolling.open(server);
    server.send(client.sid(), "one");
    server.send(client.sid(), "two");
    server.send(client.sid(), OutgoingMessage.binary(new byte[] {1, 2, 3, 4}));

    assertEquals("4one\u001e4two\u001ebAQIDBA==", client.poll().body());
  }

  @Test
  void pollAnswersAreNotLimitedByTheRequestLimit() throws IOException {
    RawPolling client = RawPolling.open(server);
    String half = "x".repeat(700_000);
    server.send(client.sid(), half);
    server.send(client.sid(), half);

    assertEquals("4" + half + "\u001e4" + half, client.poll().body());
  }

  @Test
  void anAnswerToAPollIsUncachedPlainText() throws IOException {
    RawPolling client = RawPolling.open(server);
    server.send(client.sid(), "€");

    Answer answer = client.poll();

    assertEquals(Optional.of("text/plain; charset=UTF-8"), answer.header("Content-Type"));
    assertEquals(Optional.of("no-store"), answer.header("Cache-Control"));
    assertEquals(Optional.of("4"), answer.header("Content-Length"));
    assertEquals("4€", answer.body());
  }

  @Test
  void aSecondPollEndsTheSession() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawHttp first = client.hold()) {
      Answer second = client.poll();

      assertEquals(400, second.status());
      assertEquals("", second.body());
      assertEquals("1", first.answer().body());
      assertEquals(EngineCloseReason.TRANSPORT_ERROR, client.reason());
      assertEquals(GONE, client.poll().body());
    }
  }

  @Test
  void aPollThatTheClientGivesUpEndsTheSession() throws IOException {
    RawPolling client = RawPolling.open(server);

    client.hold().close();

    assertEquals(EngineCloseReason.TRANSPORT_ERROR, client.reason());
    assertEquals(GONE, client.poll().body());
  }

  @Test
  void aPollThatBreaksEndsTheSession() throws IOException {
    RawPolling client = RawPolling.open(server);

    client.hold().reset();

    assertEquals(EngineCloseReason.TRANSPORT_ERROR, client.reason());
  }

  @Test
  void aClientThatIsGoneBeforeItsPollIsReadEndsTheSession() throws IOException {
    for (int i = 0; i < 50; i++) {
      RawPolling client = RawPolling.open(server);

      server.connect().head("GET", client.target()).close();

      assertEquals(EngineCloseReason.TRANSPORT_ERROR, client.reason());
    }
  }

  // --- POST --------------------------------------------------------------------------------------

  @Test
  void aPostIsAnsweredOk() throws IOException {
    Answer answer = RawPolling.open(server).post("4hello");

    assertEquals(200, answer.status());
    assertEquals("ok", answer.body());
    assertEquals(Optional.of("text/html"), answer.header("Content-Type"));
    assertEquals(Optional.of("2"), answer.header("Content-Length"));
    assertEquals(Optional.of("no-store"), answer.header("Cache-Control"));
  }

  @Test
  void aPostIsReadBeforeItIsAnswered() throws IOException {
    RawPolling client = RawPolling.open(server);

    client.post("4one\u001ebAQIDBA==\u001e4two");

    assertEquals(List.of("one", "<4>", "two"), server.received(client.sid()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "9", "abc", "b%", "4good\u001e", "\u001e4late", "4a\u001exyz"})
  void aPostThatIsNoPacketsEndsTheSession(String body) throws IOException {
    RawPolling client = RawPolling.open(server);

    int status = client.post(body).status();

    assertTrue(Set.of(200, 400).contains(status));
    assertEquals(EngineCloseReason.PARSE_ERROR, client.reason());
    assertEquals(GONE, client.poll().body());
  }

  @Test
  void packetsBeforeAnInvalidOneAreDelivered() throws IOException {
    RawPolling client = RawPolling.open(server);

    client.post("4one\u001e4two\u001ex\u001e4three");

    assertEquals(EngineCloseReason.PARSE_ERROR, client.reason());
    assertEquals(List.of("one", "two"), server.received(client.sid()));
  }

  @Test
  void packetsBeforeACloseAreDelivered() throws IOException {
    RawPolling client = RawPolling.open(server);

    client.post("4one\u001e1\u001e4two");

    assertEquals(EngineCloseReason.TRANSPORT_CLOSE, client.reason());
    assertEquals(List.of("one"), server.received(client.sid()));
  }

  @Test
  void aCloseAnswersTheHeldPoll() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawHttp poll = client.hold()) {
      assertEquals("ok", client.post("1").body());

      assertEquals("6", poll.answer().body());
      assertEquals(EngineCloseReason.TRANSPORT_CLOSE, client.reason());
      assertEquals(GONE, client.poll().body());
    }
  }

  @Test
  void afterACloseThereIsNoPolling() throws IOException {
    RawPolling client = RawPolling.open(server);

    assertEquals("ok", client.post("1").body());

    assertEquals(GONE, client.poll().body());
  }

  /// The server may read two connections in any order.
  @Test
  void aPollThatIsOvertakenByACloseIsAnswered() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawHttp close = server.connect();
        RawHttp poll = server.connect()) {
      close.post(client.target(), "1".getBytes(UTF_8));
      assertEquals(EngineCloseReason.TRANSPORT_CLOSE, client.reason());

      poll.head("GET", client.target());

      assertEquals("6", poll.answer().body());
      assertEquals("ok", close.answer().body());
    }
  }

  @Test
  void aClientThatPingsEndsTheSession() throws IOException {
    RawPolling client = RawPolling.open(server);

    assertEquals("ok", client.post("2").body());

    assertEquals(EngineCloseReason.TRANSPORT_ERROR, client.reason());
    assertEquals(GONE, client.poll().body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0{}", "5", "6", "3"})
  void unnecessaryPacketsOfClientsAreIgnored(String packet) throws IOException {
    RawPolling client = RawPolling.open(server);

    assertEquals("ok", client.post(packet + "\u001e4hello").body());

    assertEquals("4hello", client.poll().body());
  }

  @Test
  void aSecondPostEndsTheSession() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawHttp first = client.beginPost("4a", 1000);
        RawHttp second = client.beginPost("4b", 1000)) {
      Answer refusal = second.answer();

      assertEquals(400, refusal.status());
      assertEquals("", refusal.body());
      assertTrue(first.ends());
      assertEquals(EngineCloseReason.TRANSPORT_ERROR, client.reason());
      assertEquals(GONE, client.poll().body());
    }
  }

  @Test
  void aPostThatTheClientGivesUpEndsTheSession() throws IOException {
    RawPolling client = RawPolling.open(server);

    client.beginPost("4a", 1000).close();

    assertEquals(EngineCloseReason.TRANSPORT_ERROR, client.reason());
    assertEquals(List.of(), server.received(client.sid()));
    assertEquals(GONE, client.poll().body());
  }

  @Test
  void aClientThatIsGoneBeforeItsPostIsReadEndsTheSession() throws IOException {
    for (int i = 0; i < 50; i++) {
      RawPolling client = RawPolling.open(server);

      RawHttp post = server.connect().head("POST", client.target(), "Content-Length: 1000");
      post.close();

      assertEquals(EngineCloseReason.TRANSPORT_ERROR, client.reason());
    }
  }

  @Test
  void aSessionThatEndsCutsOffThePostThatIsComing() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawHttp post = client.beginPost("4a", 1000);
        RawHttp poll = client.hold()) {
      client.poll();

      assertEquals("1", poll.answer().body());
      assertTrue(post.ends());
    }
  }

  @Test
  void bytesAreRefused() throws IOException {
    RawPolling client = RawPolling.open(server);

    Answer answer = client.post("4hello", "Content-Type: application/octet-stream");

    assertEquals(400, answer.status());
    assertEquals("", answer.body());
    assertEquals(EngineCloseReason.TRANSPORT_ERROR, client.reason());
    assertEquals(List.of(), server.received(client.sid()));
  }

  @Test
  void anotherTypeOfTextIsTaken() throws IOException {
    RawPolling client = RawPolling.open(server);

    assertEquals(200, client.post("4hello", "Content-Type: text/plain;charset=UTF-8").status());
    assertEquals("4hello", client.poll().body());
  }

  @Test
  void aBodyMayComeInChunks() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawHttp http = server.connect()) {
      http.head("POST", client.target(), "Transfer-Encoding: chunked");
      http.chunk("4hel".getBytes(UTF_8)).chunk("lo\u001e".getBytes(UTF_8));
      http.chunk("4you".getBytes(UTF_8)).chunk(new byte[0]);

      assertEquals("ok", http.answer().body());
    }

    assertEquals("4hello\u001e4you", client.poll().body());
  }

  @Test
  void aCharacterMayComeInTwoChunks() throws IOException {
    RawPolling client = RawPolling.open(server);
    byte[] body = "4a€😀z".getBytes(UTF_8);
    try (RawHttp http = server.connect()) {
      http.head("POST", client.target(), "Transfer-Encoding: chunked");
      for (byte one : body) {
        http.chunk(new byte[] {one});
      }
      http.chunk(new byte[0]);

      assertEquals("ok", http.answer().body());
    }

    assertEquals(List.of("a€😀z"), server.received(client.sid()));
  }

  // --- Other methods -----------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"})
  void anotherMethodIsRefusedAndTheSessionKept(String method) throws IOException {
    RawPolling client = RawPolling.open(server);

    Answer answer = RawPolling.request(server, method, client.target());

    assertEquals(500, answer.status());
    assertEquals("", answer.body());
    client.post("4hello");
    assertEquals("4hello", client.poll().body());
  }
}
