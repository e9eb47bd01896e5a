package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests which clients can continue a session, and which start from scratch.
@Timeout(120)
final class RecoveryLimitsTest {
  private TestServer server = new TestServer(SocketIoOptions.builder().recovery(Recovery.DEFAULTS));
  private Namespace root = server.of("/");

  @AfterEach
  void stop() {
    server.close();
  }

  private void restart(SocketIoOptions.Builder options) {
    server.close();
    server = new TestServer(options);
    root = server.of("/");
  }

  // --- Which disconnects keep a session ----------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "42[]", "40"})
  void aConnectionThatEndsLeavesASession(String last) throws IOException {
    Peer peer = server.join();
    peer.raw().text(last);
    TestServer.awaitEnd(peer.socket());
    try (RawSocket raw = server.open()) {
      peer.comeBack(raw);

      assertEquals(peer.recovered(), raw.read());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"41", "x"})
  void leavingOrInvalidPacketsKeepNoSession(String last) throws IOException {
    Peer peer = server.join();
    peer.raw().text(last);
    TestServer.awaitEnd(peer.socket());

    assertAnew(peer);
  }

  @Test
  void aDisconnectedSocketKeepsNoSession() throws IOException {
    Peer peer = server.join();
    peer.socket().disconnect(true);
    TestServer.awaitEnd(peer.socket());

    assertAnew(peer);
  }

  @Test
  void aRecoveredSocketThatLeavesKeepsNoSession() throws IOException {
    Peer peer = server.join();
    peer.lose();
    try (RawSocket raw = server.open()) {
      peer.comeBack(raw);
      raw.read();
      raw.text("41");
      TestServer.awaitEnd(server.next("/"));
    }

    assertAnew(peer);
  }

  @Test
  void aStoppedServerRecoversNoSessions() throws IOException {
    Namespace stopped = root;
    server.join();
    restart(SocketIoOptions.builder());

    assertTrue(stopped.adapter().isDeserted());
    for (int i = 0; i < 5000; i++) {
      stopped.emit("to nobody"); // neither fails nor waits for event loops that have ended
    }
  }

  // --- Sessions that are not recovered -----------------------------------------------------------

  @Test
  void anUnknownPrivateIdStartsANewSession() throws IOException {
    Peer peer = server.join();
    peer.lose();
    try (RawSocket raw = server.open()) {
      raw.text("40{\"pid\":\"AAAAAAAAAAAAAAAAAAAA\"}");

      assertNotEquals(peer.sid(), server.joined(raw).sid());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"unknown\"", "\"\"", "5", "{}", "true"})
  void anInvalidOffsetStartsANewSession(String offset) throws IOException {
    Peer peer = server.join();
    peer.lose();
    try (RawSocket raw = server.open()) {
      raw.text("40{\"pid\":\"%s\",\"offset\":%s}".formatted(peer.pid(), offset));

      assertNotEquals(peer.sid(), server.joined(raw).sid());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "null", "{}", "[]", "true"})
  void aPrivateIdIsAText(String pid) throws IOException {
    try (RawSocket raw = server.open()) {
      raw.text("40{\"pid\":%s,\"offset\":\"x\"}".formatted(pid));

      assertFalse(server.joined(raw).socket().isRecovered());
    }
  }

  @Test
  void aPrivateIdBelongsToOneNamespace() throws IOException {
    server.of("/a");
    Peer peer = server.join();
    peer.lose();
    try (RawSocket raw = server.open()) {
      raw.text("40/a,{\"pid\":\"%s\"}".formatted(peer.pid()));

      assertFalse(server.next("/a").isRecovered());
    }
  }

  @Test
  void missingTooManyEventsStartsANewSession() throws IOException {
    restart(
        SocketIoOptions.builder()
            .recovery(new Recovery(Duration.ofMinutes(1), true, 10, 10_000, 10)));
    Peer peer = server.join();
    peer.lose();
    for (int i = 0; i < 11; i++) {
      root.emit("e", i);
    }

    assertAnew(peer);
  }

  @Test
  void missingMoreThanTheSendLimitStartsANewSession() throws IOException {
    restart(SocketIoOptions.builder().recovery(Recovery.DEFAULTS).maxQueued(10_000));
    Peer peer = server.join();
    peer.lose();
    for (int i = 0; i < 11; i++) {
      root.emit("e", "x".repeat(1_000));
    }

    assertAnew(peer);
  }

  @Test
  void aSessionExpires() throws IOException {
    Recovery brief = new Recovery(Duration.ofMillis(20), true, 10, 10_000, 10);
    restart(SocketIoOptions.builder().recovery(brief));
    Peer peer = server.join();
    peer.lose();
    TestServer.await("expiry", root.adapter()::isDeserted);

    assertAnew(peer);
  }

  @Test
  void withoutRecoveryNoSessionIsLookedUp() throws IOException {
    restart(SocketIoOptions.builder());
    try (RawSocket raw = server.open()) {
      raw.text("40{\"pid\":\"AAAAAAAAAAAAAAAAAAAA\",\"offset\":\"x\"}");

      assertFalse(server.joined(raw).socket().isRecovered());
    }
  }

  // --- A session is recovered once ---------------------------------------------------------------

  @Test
  void aSessionIsRecoveredOnce() throws IOException {
    Peer peer = server.join();
    peer.lose();
    try (RawSocket raw = server.open();
        RawSocket other = server.open()) {
      peer.comeBack(raw);
      assertEquals(peer.recovered(), raw.read());
      raw.text("41");
      TestServer.awaitEnd(server.next("/"));

      peer.comeBack(other);

      assertNotEquals(peer.sid(), server.joined(other).sid());
    }
  }

  @Test
  void recoveryReplacesALostConnectionThatIsNotNoticedYet() throws IOException {
    List<DisconnectReason> reasons = new CopyOnWriteArrayList<>();
    root.onConnection(socket -> socket.onDisconnect(reasons::add));
    try (Peer peer = server.join();
        RawSocket raw = server.open()) {
      peer.comeBack(raw);

      assertEquals(peer.recovered(), raw.read());
      assertEquals("close 1005", peer.raw().readToTheEnd());
      assertEquals(List.of(DisconnectReason.TRANSPORT_CLOSE), reasons);
      assertEquals(1, root.fetchSockets().await().size());
    }
  }

  @Test
  void onlyOneOfManyClientsRecoversASession() throws IOException {
    Peer peer = server.join();
    peer.lose();
    int recovered = 0;
    try (RawSocket a = server.open();
        RawSocket b = server.open();
        RawSocket c = server.open()) {
      for (RawSocket raw : List.of(a, b, c)) {
        peer.comeBack(raw);
      }
      for (int i = 0; i < 3; i++) {
        recovered += server.next("/").isRecovered() ? 1 : 0;
      }
    }

    // A client may find that another one has the session or has reserved it: two clients never have
    // it.
    assertTrue(recovered >= 1, "nobody got it");
    assertTrue(
        root.fetchSockets().await().stream().filter(it -> it.id().equals(peer.sid())).count() <= 1);
  }

  // --- Middlewares -------------------------------------------------------------------------------

  @Test
  void recoverySkipsMiddlewares() throws IOException {
    Peer peer = server.join();
    root.use((_, next) -> next.refuse("no", null));
    peer.lose();
    try (RawSocket raw = server.open()) {
      peer.comeBack(raw);

      assertEquals(peer.recovered(), raw.read());
    }
  }

  @Test
  void recoveryCanRunMiddlewares() throws IOException {
    askAgain();
    root.use((socket, next) -> {
      socket.data().put("recovered", socket.isRecovered());
      next.proceed();
    });
    Peer peer = server.join();
    assertEquals(false, peer.socket().data().get("recovered"));
    peer.lose();
    try (RawSocket raw = server.open()) {
      peer.comeBack(raw);
      raw.read();

      assertEquals(true, server.next("/").data().get("recovered"));
    }
  }

  @Test
  void aFailedRecoveryKeepsTheSession() throws IOException {
    askAgain();
    List<Middleware.Next> waiting = new CopyOnWriteArrayList<>();
    Peer peer = server.join();
    root.use((socket, next) -> {
      switch (socket.handshake().auth().path("how").asText()) {
        case "refuse" -> next.refuse("no", null);
        case "wait" -> waiting.add(next);
        default -> next.proceed();
      }
    });
    peer.lose();
    root.emit("missed");
    try (RawSocket lost = server.open()) {
      lost.text("40{\"pid\":\"%s\",\"how\":\"wait\"}".formatted(peer.pid()));
      TestServer.await("the question", () -> !waiting.isEmpty());
    }
    TestServer.await("the loss", () -> server.io().connections() == 0);
    root.emit("missed meanwhile");
    try (RawSocket raw = server.open()) {
      raw.text("40{\"pid\":\"%s\",\"how\":\"refuse\"}".formatted(peer.pid()));
      assertEquals("44{\"message\":\"no\"}", raw.read());

      peer.comeBack(raw);

      assertTrue(raw.read().startsWith("42[\"missed\",\""));
      assertTrue(raw.read().startsWith("42[\"missed meanwhile\",\""));
      assertEquals(peer.recovered(), raw.read());
    }
  }

  @Test
  void eventsDuringARecoveryAreSentOnce() throws IOException {
    askAgain();
    Peer peer = server.join();
    peer.lose();
    root.use((socket, next) -> {
      next.proceed();
      if (socket.isRecovered()) {
        root.emit("meanwhile"); // kept before the socket joins, delivered afterwards
      }
    });
    // Each event loop has a client, so that the event is delivered on that of the new connection as
    // well.
    try (Peer _ = server.join();
        Peer _ = server.join();
        RawSocket raw = server.open()) {
      peer.comeBack(raw);

      assertTrue(raw.read().startsWith("42[\"meanwhile\",\""));
      Peer back = server.joined(raw);
      assertEquals(peer.sid(), back.sid());
      assertEquals(List.of(), back.got());
    }
  }

  private void askAgain() {
    restart(
        SocketIoOptions.builder()
            .recovery(new Recovery(Duration.ofMinutes(1), false, 100, 10_000, 10)));
  }

  private void assertAnew(Peer peer) throws IOException {
    try (RawSocket raw = server.open()) {
      peer.comeBack(raw);
      Peer anew = server.joined(raw);

      assertNotEquals(peer.sid(), anew.sid());
      assertNotEquals(peer.pid(), anew.pid());
      assertFalse(anew.socket().isRecovered());
    }
  }
}
