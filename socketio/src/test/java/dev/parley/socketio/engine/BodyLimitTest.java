package dev.parley.socketio.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.socketio.EngineServer;
import dev.parley.socketio.RawHttp;
import dev.parley.socketio.RawHttp.Answer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests the limit for the body of a POST. Source: Node's server, `maxHttpBufferSize`.
@Timeout(60)
final class BodyLimitTest {
  private static final int LIMIT = 1_000_000;

  @AutoClose private static final EngineServer server = EngineServer.start();

  @Test
  void aBodyOfTheLimitIsAccepted() throws IOException {
    RawPolling client = RawPolling.open(server);
    String text = "x".repeat(LIMIT - 1);

    assertEquals("ok", client.post("4" + text).body());
    assertEquals(List.of(text), server.received(client.sid()));
  }

  @Test
  void aBodyOverTheLimitIsRefused() throws IOException {
    RawPolling client = RawPolling.open(server);

    Answer answer = client.post("4" + "x".repeat(LIMIT));

    assertEquals(413, answer.status());
    assertEquals("", answer.body());
  }

  @Test
  void theSessionOutlivesARefusedBody() throws IOException {
    RawPolling client = RawPolling.open(server);
    client.post("4" + "x".repeat(LIMIT));

    assertEquals("ok", client.post("4hello").body());
    assertEquals("4hello", client.poll().body());
    assertEquals(List.of("hello"), server.received(client.sid()));
  }

  @Test
  void theLimitIsForAllPacketsOfABody() throws IOException {
    RawPolling client = RawPolling.open(server);
    String half = "4" + "x".repeat(LIMIT / 2 - 1);

    assertEquals(413, client.post(half + "\u001e" + half).status());
    assertEquals(List.of(), server.received(client.sid()));
  }

  @Test
  void theLimitIsForBytesNotCharacters() throws IOException {
    RawPolling client = RawPolling.open(server);

    assertEquals(413, client.post("4" + "€".repeat(LIMIT / 3 + 1)).status());
  }

  @Test
  void aBodyIsRefusedBeforeItsEnd() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawHttp http = server.connect()) {
      http.head("POST", client.target(), "Transfer-Encoding: chunked");
      http.chunk(("4" + "x".repeat(LIMIT)).getBytes(UTF_8));

      assertEquals(413, http.answer().status());
    }
  }

  @Test
  void theConnectionOutlivesARefusedBody() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawHttp http = server.connect()) {
      http.post(client.target(), ("4" + "x".repeat(2 * LIMIT)).getBytes(UTF_8));
      assertEquals(413, http.answer().status());

      http.post(client.target(), "4hello".getBytes(UTF_8));

      assertEquals("ok", http.answer().body());
    }
  }

  @Test
  void theLimitCanBeSet() throws IOException {
    try (EngineServer strict = EngineServer.start(it -> it.maxPayload(10))) {
      RawPolling client = RawPolling.open(strict);

      assertEquals(200, client.post("4123456789").status());
      assertEquals(413, client.post("41234567890").status());
    }
  }

  @Test
  void outgoingMessagesAreNotLimited() throws IOException {
    try (EngineServer strict = EngineServer.start(it -> it.maxPayload(10))) {
      RawPolling client = RawPolling.open(strict);
      strict.send(client.sid(), "x".repeat(1000));

      assertEquals("4" + "x".repeat(1000), client.poll().body());
    }
  }
}
