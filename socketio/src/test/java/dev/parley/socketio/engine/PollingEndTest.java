package dev.parley.socketio.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.socketio.EngineServer;
import dev.parley.socketio.RawHttp;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests how a server ends a polling session. Source: Node's server.
@Timeout(60)
final class PollingEndTest {
  private static final String GONE = "{\"code\":1,\"message\":\"Session ID unknown\"}";

  @AutoClose private static final EngineServer server = EngineServer.start();

  @Test
  void aPollReceivesTheClosePacket() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawHttp poll = client.hold()) {
      server.close(client.sid());

      assertEquals("1", poll.answer().body());
      assertEquals(EngineCloseReason.FORCED_CLOSE, client.reason());
      assertEquals(GONE, client.poll().body());
    }
  }

  @Test
  void aPollReceivesTheRestAndTheNextOneTheClose() throws IOException {
    RawPolling client = RawPolling.open(server);
    server.send(client.sid(), "last");
    server.close(client.sid());

    assertEquals("4last", client.poll().body());
    assertEquals("1", client.poll().body());
    assertEquals(EngineCloseReason.FORCED_CLOSE, client.reason());
    assertEquals(GONE, client.poll().body());
  }

  @Test
  void aWaitingPollReceivesTheRestAndTheNextOneTheClose() throws IOException {
    RawPolling client = RawPolling.open(server);
    try (RawHttp poll = client.hold()) {
      server.onEventLoop(
          client.sid(),
          session -> {
            session.send(new OutgoingMessage("last".getBytes(UTF_8), List.of(), true));
            session.close();
            return true;
          });

      assertEquals("4last", poll.answer().body());
      assertEquals("1", client.poll().body());
      assertEquals(GONE, client.poll().body());
    }
  }

  @Test
  void aClosedSessionAcceptsNothing() throws IOException {
    RawPolling client = RawPolling.open(server);
    server.close(client.sid());

    assertEquals(GONE, client.post("4late").body());
    assertEquals(List.of(), server.received(client.sid()));
  }
}
