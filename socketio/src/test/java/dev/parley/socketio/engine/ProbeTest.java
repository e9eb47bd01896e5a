package dev.parley.socketio.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.socketio.EngineServer;
import dev.parley.socketio.RawHttp;
import dev.parley.socketio.RawSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests WebSockets that clients open to replace polling: which are allowed, and how they are
/// probed. Source: Engine.IO protocol 4, "Upgrade", and Node's server.
@Timeout(60)
final class ProbeTest {
  private static final String CLOSED = "close 1005";

  @AutoClose private static final EngineServer server = EngineServer.start();

  private static void assertPolls(RawPolling client) throws IOException {
    client.post("4still here");
    assertEquals("4still here", client.poll().body());
  }

  // --- Which WebSockets may upgrade --------------------------------------------------------------

  @Test
  void aSecondWebSocketIsClosedWhileTheFirstProbes() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawSocket first = client.webSocket()) {
      assertEquals("3probe", first.text("2probe").read());

      try (RawSocket second = client.webSocket()) {
        assertEquals(CLOSED, second.readToTheEnd());
      }

      assertEquals("4hello", first.text("5").text("4hello").read());
    }
  }

  @Test
  void aSecondWebSocketIsClosedAfterTheUpgrade() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawSocket first = client.upgraded()) {
      try (RawSocket second = client.webSocket()) {
        assertEquals(CLOSED, second.readToTheEnd());
      }

      assertEquals("4hello", first.text("4hello").read());
    }
  }

  @Test
  void aSessionThatBeganOnAWebSocketCannotBeUpgraded() throws IOException {
    String target = "/engine.io/?EIO=4&transport=websocket";
    try (RawSocket first = new RawSocket(server.connect(), target)) {
      String sid = RawPolling.sid(first.read());

      try (RawSocket second = new RawSocket(server.connect(), target + "&sid=" + sid)) {
        assertEquals(CLOSED, second.readToTheEnd());
      }

      assertEquals("4hello", first.text("4hello").read());
    }
  }

  // --- The probe ---------------------------------------------------------------------------------

  @Test
  void aProbeIsAnswered() throws IOException {
    try (RawSocket raw = RawPolling.open(server).webSocket()) {
      assertEquals("3probe", raw.text("2probe").read());
    }
  }

  @Test
  void aProbeMayBeRepeated() throws IOException {
    try (RawSocket raw = RawPolling.open(server).webSocket()) {
      assertEquals("3probe", raw.text("2probe").read());
      assertEquals("3probe", raw.text("2probe").read());
    }
  }

  @Test
  void aProbeAnswersTheHeldPoll() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawHttp poll = client.hold();
        RawSocket raw = client.webSocket()) {
      raw.text("2probe");

      assertEquals("6", poll.answer().body());
    }
  }

  @Test
  void aPollAfterTheProbeIsAnsweredAtOnce() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawSocket raw = client.webSocket()) {
      raw.text("2probe").read();

      assertEquals("6", client.poll().body());
      assertEquals("6", client.poll().body());
    }
  }

  @Test
  void aWebSocketThatDoesNotProbeLeavesThePollWaiting() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawHttp poll = client.hold();
        RawSocket _ = client.webSocket()) {
      server.send(client.sid(), "hello");

      assertEquals("4hello", poll.answer().body());
    }
  }

  @Test
  void postsAreAcceptedWhileAWebSocketProbes() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawSocket raw = client.webSocket()) {
      raw.text("2probe").read();

      assertEquals("ok", client.post("4hello").body());
      assertEquals("4hello", client.poll().body());
    }
  }

  @Test
  void aProbeThatTakesTooLongIsClosedAndTheSessionKept() throws IOException {
    try (EngineServer hasty = EngineServer.start(it -> it.upgradeTimeout(Duration.ofMillis(100)))) {
      RawPolling client = RawPolling.open(hasty);
      try (RawSocket raw = client.webSocket()) {
        assertEquals(CLOSED, raw.text("2probe").readToTheEnd());
      }

      assertPolls(client);
    }
  }

  @Test
  void theUpgradeTimeoutEndsWithTheUpgrade() throws IOException {
    try (EngineServer hasty =
        EngineServer.start(
            it -> it.upgradeTimeout(Duration.ofSeconds(1)).pingInterval(Duration.ofMillis(1500)))) {
      try (RawSocket raw = RawPolling.open(hasty).upgraded()) {
        assertEquals("2", raw.readAny());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2", "2other", "3", "3probe", "4hello", "0", "1", "6", "x", "", "bAQID", "b%"})
  void otherPacketsThanAProbeCloseOnlyTheWebSocket(String packet) throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawSocket raw = client.webSocket()) {
      assertEquals(CLOSED, raw.text(packet).readToTheEnd());
    }

    assertEquals(List.of(), server.received(client.sid()));
    assertPolls(client);
  }

  @Test
  void bytesCloseTheProbingWebSocketAndKeepTheSession() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawSocket raw = client.webSocket()) {
      assertEquals(CLOSED, raw.binary(1, 2, 3).readToTheEnd());
    }

    assertPolls(client);
  }

  @Test
  void anotherPacketAfterTheProbeDoesNotUpgrade() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawSocket raw = client.webSocket()) {
      raw.text("2probe").read();

      assertEquals(CLOSED, raw.text("4hello").readToTheEnd());
    }

    assertPolls(client);
  }

  @Test
  void aMessageOverTheLimitEndsTheProbingWebSocketOnly() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawSocket raw = client.webSocket()) {
      assertEquals("close 1009", raw.text("2" + "x".repeat(1_000_000)).read());
    }

    assertPolls(client);
  }

  @Test
  void afterAFailedProbeAnotherMayBeMade() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawSocket raw = client.webSocket()) {
      raw.text("4hello").readToTheEnd();
    }

    try (RawSocket raw = client.upgraded()) {
      assertEquals("4hello", raw.text("4hello").read());
    }
  }

  @Test
  void aProbingWebSocketThatTheClientClosesLeavesTheSession() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawSocket raw = client.webSocket()) {
      raw.text("2probe").read();
      raw.frame(0x88, new byte[] {3, (byte) 232});

      assertEquals("close 1000", raw.readToTheEnd());
    }

    assertPolls(client);
  }

  @Test
  void aProbingWebSocketThatIsLostMakesRoomForAnother() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawSocket lost = client.webSocket()) {
      lost.text("2probe").read();
    }

    // The loss may be noticed after the next WebSocket was opened.
    String answer;
    do {
      try (RawSocket raw = client.webSocket()) {
        answer = raw.text("2probe").read();
      }
    } while (answer.equals(CLOSED));
    assertEquals("3probe", answer);
  }

  @Test
  void pollsAreHeldAgainAfterAFailedProbe() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawSocket raw = client.webSocket()) {
      raw.text("2probe").read();
      raw.text("4hello").readToTheEnd();
    }

    try (RawHttp poll = client.hold()) {
      server.send(client.sid(), "hello");
      assertEquals("4hello", poll.answer().body());
    }
  }
}
