package dev.parley.socketio.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.parley.socketio.EngineServer;
import dev.parley.socketio.RawHttp;
import dev.parley.socketio.RawHttp.Answer;
import dev.parley.socketio.RawSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests how a WebSocket replaces polling. Source: Engine.IO protocol 4, "Upgrade", and Node's
/// server.
@Timeout(60)
final class UpgradeTest {
  private static final String CLOSED = "close 1005";
  private static final String MISMATCH = "{\"code\":3,\"message\":\"Bad request\"}";

  @AutoClose private static final EngineServer server = EngineServer.start();

  // --- The upgrade -------------------------------------------------------------------------------

  @Test
  void anUpgradeMakesTheWebSocketTheTransport() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawSocket raw = client.upgraded()) {
      assertEquals("4hello", raw.text("4hello").read());
      assertEquals(Transport.WEBSOCKET, server.onEventLoop(client.sid(), EngineSession::transport));
    }
  }

  @Test
  void anUpgradeNeedsNoProbe() throws IOException {
    try (RawSocket raw = RawPolling.open(server).webSocket()) {
      assertEquals("4hello", raw.text("5").text("4hello").read());
    }
  }

  @Test
  void waitingPacketsAreSentOverTheWebSocket() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawSocket raw = client.webSocket()) {
      raw.text("2probe").read();
      server.send(client.sid(), "one");
      server.send(client.sid(), OutgoingMessage.binary(new byte[] {1, 2}));
      raw.text("5");

      assertEquals("4one", raw.read());
      assertEquals("<0102>", raw.read());
    }
  }

  @Test
  void aPollReceivesPacketsSentBeforeTheUpgrade() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawSocket raw = client.webSocket()) {
      raw.text("2probe").read();
      server.send(client.sid(), "one");
      assertEquals("4one", client.poll().body());
      server.send(client.sid(), "two");
      raw.text("5");

      assertEquals("4two", raw.read());
    }
  }

  @Test
  void aPollThatTheClientDidNotWaitForIsClosed() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawHttp poll = client.hold();
        RawSocket raw = client.webSocket()) {
      raw.text("5");

      assertEquals("1", poll.answer().body());
      assertEquals("4hello", raw.text("4hello").read());
    }
  }

  /// A poll on another connection may be read before the upgrade that was sent earlier. The server
  /// waits a moment for the upgrade. On a machine that hangs, that may be too short: then the poll
  /// is ended.
  @Test
  void aPollThatOvertakesTheUpgradeIsRefused() throws IOException {
    int tries = 20;
    for (int i = 0; i < tries; i++) {
      RawPolling client = RawPolling.open(server);
      try (RawSocket raw = client.webSocket()) {
        raw.text("2probe").read();
        try (RawHttp poll = client.hold()) {
          raw.text("5");

          Answer answer = poll.answer();
          assertEquals("4hello", raw.text("4hello").read());
          if (answer.status() == 400) {
            assertEquals(MISMATCH, answer.body());
            return;
          }
          assertEquals("6", answer.body());
        }
      }
    }
    fail("it was let go at once in all of " + tries + " tries");
  }

  @Test
  void nothingIsPolledAfterTheUpgrade() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawSocket raw = client.upgraded()) {
      Answer get = client.poll();
      Answer post = client.post("4late");

      assertEquals(400, get.status());
      assertEquals(MISMATCH, get.body());
      assertEquals(400, post.status());
      assertEquals(MISMATCH, post.body());
      assertEquals("4hello", raw.text("4hello").read());
    }
  }

  @Test
  void aPostDuringTheUpgradeIsAccepted() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawHttp post = client.beginPost("4he", 6);
        RawSocket raw = client.webSocket()) {
      raw.text("2probe").read();
      raw.text("5").text("4one");
      assertEquals("4one", raw.read());

      post.bytes("llo".getBytes(UTF_8));

      assertEquals("ok", post.answer().body());
      assertEquals("4hello", raw.read());
    }
  }

  @Test
  void aPostThatIsGivenUpDuringTheUpgradeDoesNotMatter() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawHttp post = client.beginPost("4", 1000);
        RawSocket raw = client.webSocket()) {
      raw.text("5").text("4one");
      assertEquals("4one", raw.read());

      post.reset();

      // The end of the WebSocket is noticed on its own connection; the session must survive it.
      for (int i = 0; i < 100; i++) {
        assertEquals("4hello", raw.text("4hello").read());
      }
      assertTrue(server.lives(client.sid()));
    }
  }

  @Test
  void theSessionEndsWithItsNewTransport() throws IOException {
    RawPolling client = RawPolling.open(server);

    client.upgraded().close();

    assertEquals(EngineCloseReason.TRANSPORT_CLOSE, client.reason());
  }

  @Test
  void closingASessionClosesItsProbingWebSocket() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawHttp poll = client.hold();
        RawSocket raw = client.webSocket()) {
      raw.text("2probe").read();
      assertEquals("6", poll.answer().body());

      server.close(client.sid());

      assertEquals(CLOSED, raw.readToTheEnd());
      assertEquals("1", client.poll().body());
    }
  }

  @Test
  void packetsBeforeACloseReachAnUpgradingClient() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawSocket raw = client.webSocket()) {
      raw.text("2probe").read();
      server.onEventLoop(
          client.sid(),
          session -> {
            session.send(new OutgoingMessage("bye".getBytes(UTF_8), List.of(), true));
            session.close();
            return true;
          });

      assertEquals("4bye", raw.text("5").read());
      assertEquals(CLOSED, raw.readToTheEnd());
      assertEquals(EngineCloseReason.FORCED_CLOSE, client.reason());
    }
  }

  // --- The heartbeat goes on ---------------------------------------------------------------------

  @Test
  void aWaitingPingIsSentOverTheWebSocketWithItsTimeout() throws IOException {
    Duration timeout = Duration.ofSeconds(2);
    try (EngineServer quick =
        EngineServer.start(it -> it.pingInterval(Duration.ofMillis(50)).pingTimeout(timeout))) {
      RawPolling client = RawPolling.open(quick);
      try (RawSocket raw = client.webSocket()) {
        long late = System.nanoTime() + Duration.ofMillis(150).toNanos();
        while (System.nanoTime() < late) {
          assertEquals("3probe", raw.text("2probe").read());
        }
        long upgraded = System.nanoTime();
        raw.text("5");

        assertEquals("2", raw.readAny());
        assertEquals(EngineCloseReason.PING_TIMEOUT, client.reason());
        assertTrue(System.nanoTime() - upgraded >= timeout.toNanos());
      }
    }
  }

  // --- The order of messages ---------------------------------------------------------------------

  @Test
  void nothingIsLostAndNothingOvertakesDuringAnUpgrade() throws IOException {
    int count = 2000;
    RawPolling client = RawPolling.open(server);
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(
            () -> IntStream.range(0, count).forEach(i -> server.send(client.sid(), "m" + i)));
    List<String> got = new ArrayList<>();

    while (got.size() < 100) {
      addMessages(got, client.poll().body());
    }
    try (RawSocket raw = client.webSocket()) {
      raw.text("2probe");
      String last = "";
      while (!last.equals("6")) {
        last = client.poll().body();
        addMessages(got, last);
      }
      assertEquals("3probe", raw.read());
      raw.text("5");
      while (got.size() < count) {
        addMessages(got, raw.read());
      }
    }

    sending.join();
    assertEquals(IntStream.range(0, count).mapToObj(i -> "4m" + i).toList(), got);
  }

  private static void addMessages(List<String> to, String payload) {
    for (String packet : payload.split("\u001e", -1)) {
      if (packet.startsWith("4")) {
        to.add(packet);
      }
    }
  }
}
