package dev.parley.socketio.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.socketio.EngineServer;
import dev.parley.socketio.RawHttp;
import dev.parley.socketio.RawSocket;
import dev.parley.socketio.WantedError;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests what happens to sessions if something outside of the engine fails: a callback of the
/// application, or a connection during its upgrade.
@Timeout(60)
final class CallbackTest {
  private static final String WEBSOCKET = "/engine.io/?EIO=4&transport=websocket";

  private static void fail() {
    throw new WantedError();
  }

  @ParameterizedTest
  @ValueSource(strings = {RawPolling.PATH, WEBSOCKET})
  void noSessionIsLeftWhenTheHeadersCannotBeAdded(String target) throws IOException {
    String[] headers = target.equals(WEBSOCKET) ? RawSocket.upgrade() : new String[0];
    try (EngineServer server = EngineServer.start(it -> it.initialHeaders((_, _) -> fail()));
        RawHttp http = server.connect()) {
      assertEquals(500, http.head("GET", target, headers).answer().status());

      assertEquals(0, server.engine().sessions());
    }
  }

  @Test
  void aPollingSessionSurvivesALostUpgrade() throws IOException {
    try (EngineServer server = EngineServer.start()) {
      RawPolling client = RawPolling.open(server);

      upgradeAndLose(server, WEBSOCKET + "&sid=" + client.sid());

      assertTrue(server.lives(client.sid()));
      client.post("4still here");
      assertEquals("4still here", client.poll().body());
    }
  }

  @Test
  void aWebSocketLostAtItsBeginningLeavesNoSession() throws IOException {
    try (EngineServer server = EngineServer.start()) {
      upgradeAndLose(server, WEBSOCKET);

      EngineServer.await(() -> server.engine().sessions() == 0);
    }
  }

  /// Loses the connection after the request was read, and before it is answered.
  private static void upgradeAndLose(EngineServer server, String target) throws IOException {
    String[] headers = RawSocket.upgrade(EngineServer.LOSE);
    try (RawHttp http = server.connect().head("GET", target, headers)) {
      assertTrue(http.ends());
    }
    // Earlier tasks of the event loop have ended by now.
    int requests = server.requests();
    RawPolling.request(server, "GET", "/other");
    EngineServer.await(() -> server.requests() >= requests);
  }
}
