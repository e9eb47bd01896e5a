package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests the end of a socket: the reasons, the events for listeners, and the packets for the
/// client.
@Timeout(120)
final class DisconnectTest {
  private final BlockingQueue<DisconnectReason> reasons = new LinkedBlockingQueue<>();
  private TestServer server = started(SocketIoOptions.builder());

  private TestServer started(SocketIoOptions.Builder options) {
    TestServer started = new TestServer(options);
    started.of("/").onConnection(socket -> socket.onDisconnect(reasons::add));
    return started;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private DisconnectReason reason() throws InterruptedException {
    return reasons.poll(30, TimeUnit.SECONDS);
  }

  // --- The reasons -------------------------------------------------------------------------------

  @Test
  void aClientThatLeavesTheNamespace() throws Exception {
    try (Peer peer = server.join()) {
      peer.raw().text("41");

      assertEquals(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT, reason());
    }
  }

  @Test
  void aClientRemovedFromTheNamespaceKeepsItsConnection() throws Exception {
    try (Peer peer = server.join()) {
      peer.socket().disconnect(false);

      assertEquals(DisconnectReason.SERVER_NAMESPACE_DISCONNECT, reason());
      assertEquals("41", peer.raw().read());
      try (Peer again = server.join(peer.raw(), "/")) {
        assertEquals(List.of(), again.got());
      }
    }
  }

  @Test
  void aDisconnectIsSentInEachNamespaceBeforeClosing() throws Exception {
    server.of("/a").onConnection(socket -> socket.onDisconnect(reasons::add));
    try (Peer peer = server.join();
        Peer a = server.join(peer.raw(), "/a")) {
      a.socket().disconnect(true);

      assertEquals(
          Set.of("41", "41/a,"), Set.copyOf(List.of(peer.raw().read(), peer.raw().read())));
      assertEquals("close 1005", peer.raw().readToTheEnd());
      assertEquals(DisconnectReason.SERVER_NAMESPACE_DISCONNECT, reason());
      assertEquals(DisconnectReason.SERVER_NAMESPACE_DISCONNECT, reason());
    }
  }

  @Test
  void aPollingClientIsNotifiedBeforeTheClose() throws Exception {
    try (PollingPeer peer = new PollingPeer(server)) {
      peer.socket().disconnect(true);

      assertEquals(DisconnectReason.SERVER_NAMESPACE_DISCONNECT, reason());
      // If both packets came in one answer, the official client would not see the first.
      assertEquals("41", peer.poll().join());
      assertEquals("1", peer.poll().join());
    }
  }

  @Test
  void aClientThatSendsNoEnginePacket() throws Exception {
    try (Peer peer = server.join()) {
      peer.raw().text("x");

      assertEquals(DisconnectReason.PARSE_ERROR, reason());
    }
  }

  @Test
  void aClientThatSendsNoSocketIoPacket() throws Exception {
    List<String> errors = new CopyOnWriteArrayList<>();
    try (Peer peer = server.join()) {
      peer.socket().onError(errors::add);
      peer.raw().text("42[]");

      assertEquals(DisconnectReason.FORCED_CLOSE, reason());
      assertEquals(List.of("an event must begin with its name"), errors);
    }
  }

  @Test
  void aClientThatUsesANamespaceItIsNotIn() throws Exception {
    try (Peer peer = server.join()) {
      peer.raw().text("42/never,[\"x\"]");

      assertEquals(DisconnectReason.FORCED_CLOSE, reason());
    }
  }

  @Test
  void aClientThatJoinsTwice() throws Exception {
    try (Peer peer = server.join()) {
      peer.raw().text("40");

      assertEquals(DisconnectReason.FORCED_CLOSE, reason());
    }
  }

  @Test
  void aClientThatClosesItsWebSocket() throws Exception {
    try (Peer peer = server.join()) {
      peer.raw().frame(0x88, new byte[] {0x03, (byte) 0xE8});

      assertEquals(DisconnectReason.TRANSPORT_CLOSE, reason());
    }
  }

  @Test
  void aClientWhoseConnectionIsLost() throws Exception {
    server.join().close();

    assertEquals(DisconnectReason.TRANSPORT_CLOSE, reason());
  }

  @Test
  void aClientThatSendsAClosePacket() throws Exception {
    try (Peer peer = server.join()) {
      peer.raw().text("1");

      assertEquals(DisconnectReason.TRANSPORT_CLOSE, reason());
    }
  }

  @Test
  void aClientThatPings() throws Exception {
    try (Peer peer = server.join()) {
      peer.raw().text("2");

      assertEquals(DisconnectReason.TRANSPORT_ERROR, reason());
    }
  }

  @Test
  void aClientWhoseMessageIsTooLarge() throws Exception {
    try (Peer peer = server.join()) {
      peer.raw().text("42[\"" + "x".repeat(1_000_001) + "\"]");

      assertEquals(DisconnectReason.TRANSPORT_ERROR, reason());
    }
  }

  @Test
  void aClientThatDoesNotAnswerPings() throws Exception {
    server.close();
    server =
        started(
            SocketIoOptions.builder()
                .pingInterval(Duration.ofSeconds(1))
                .pingTimeout(Duration.ofSeconds(1)));
    try (Peer _ = server.join()) {
      assertEquals(DisconnectReason.PING_TIMEOUT, reason());
    }
  }

  @Test
  void aClientThatReadsTooSlowly() throws Exception {
    server.close();
    server = started(SocketIoOptions.builder().maxQueued(100_000));
    try (Peer peer = server.join()) {
      peer.socket().emit("large", "x".repeat(1_000_000));

      assertEquals(DisconnectReason.SLOW_READER, reason());
    }
  }

  @Test
  void aStoppingServerClosesWithoutAPacket() throws Exception {
    try (Peer peer = server.join()) {
      server.io().close().await();

      assertEquals(DisconnectReason.SERVER_SHUTTING_DOWN, reason());
      assertEquals("end", peer.raw().read());
    }
  }

  @Test
  void aReasonHasTheTextThatNodeGivesIt() {
    assertEquals(
        List.of(
            "client namespace disconnect",
            "server namespace disconnect",
            "server shutting down",
            "forced close",
            "transport close",
            "transport error",
            "parse error",
            "ping timeout",
            "slow reader"),
        List.of(DisconnectReason.values()).stream().map(DisconnectReason::text).toList());
  }

  @Test
  void onlySomeReasonsPreventRecovery() {
    assertEquals(
        Set.of(
            DisconnectReason.CLIENT_NAMESPACE_DISCONNECT,
            DisconnectReason.SERVER_NAMESPACE_DISCONNECT,
            DisconnectReason.PARSE_ERROR),
        Set.copyOf(
            List.of(DisconnectReason.values()).stream()
                .filter(reason -> !reason.isRecoverable())
                .toList()));
  }

  // --- What listeners can do ---------------------------------------------------------------------

  @Test
  void roomsCanBeReadBeforeTheEndAndNotAfter() throws Exception {
    BlockingQueue<Set<String>> rooms = new LinkedBlockingQueue<>();
    try (Peer peer = server.join()) {
      Socket socket = peer.socket();
      socket.join("room");
      socket.onDisconnect(_ -> rooms.add(socket.rooms()));
      socket.onDisconnecting(_ -> rooms.add(socket.rooms()));
      peer.raw().text("41");

      assertEquals(Set.of(peer.sid(), "room"), rooms.poll(30, TimeUnit.SECONDS));
      assertEquals(Set.of(), rooms.poll(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void roomsCanBeNotifiedWhileDisconnecting() throws Exception {
    try (Peer going = server.join();
        Peer other = server.join()) {
      Socket socket = going.socket();
      socket.join("room");
      other.socket().join("room");
      socket.onDisconnecting(
          reason -> socket.rooms().forEach(room -> socket.to(room).emit("left", reason.text())));
      going.raw().text("41");

      assertEquals("42[\"left\",\"client namespace disconnect\"]", other.raw().read());
    }
  }

  @Test
  void theDisconnectIsReportedOnce() throws Exception {
    try (Peer peer = server.join()) {
      peer.socket().disconnect(true);
      peer.socket().disconnect(false);
      peer.raw().readToTheEnd();
    }
    TestServer.await("the end", () -> server.io().connections() == 0);

    assertEquals(1, reasons.size());
  }

  @Test
  void aFailingListenerDoesNotAffectOthers() throws Exception {
    try (Peer peer = server.join()) {
      peer.socket()
          .onDisconnecting(_ -> {
            throw new TestServer.Wanted();
          });
      peer.raw().text("41");

      assertEquals(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT, reason());
    }
  }

  @Test
  void aDisconnectedSocketIsInNoList() throws Exception {
    BlockingQueue<Integer> left = new LinkedBlockingQueue<>();
    try (Peer peer = server.join()) {
      peer.socket()
          .onDisconnect(
              _ -> server.io().fetchSockets().onSuccess(sockets -> left.add(sockets.size())));
      peer.raw().text("41");

      assertEquals(0, left.poll(30, TimeUnit.SECONDS));
      assertFalse(peer.socket().isConnected());
    }
  }

  // --- The order of events -----------------------------------------------------------------------

  @Test
  void eventsBeforeTheDisconnectArrive() throws Exception {
    try (Peer peer = server.join()) {
      peer.socket().emit("bye");
      peer.socket().disconnect(true);
      peer.socket().emit("more");

      assertEquals("42[\"bye\"]", peer.raw().read());
      assertEquals("41", peer.raw().read());
      assertEquals("close 1005", peer.raw().read());
    }
  }

  @Test
  void eventsAfterTheDisconnectAreIgnored() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    server.of("/").onAny(event -> heard.add("any " + event.name()));
    server
        .of("/")
        .on(
            "a",
            event -> {
              heard.add("a");
              event.socket().disconnect(false);
            });
    server.of("/").on("b", _ -> heard.add("b"));
    try (PollingPeer peer = new PollingPeer(server)) {
      peer.post("42[\"a\"]", "42[\"b\"]");
    }

    assertEquals(DisconnectReason.SERVER_NAMESPACE_DISCONNECT, reason());
    assertEquals(List.of("any a", "a"), heard);
  }

  @Test
  void eventsBeforeAProtocolViolationAreDelivered() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    server.of("/").on("a", event -> heard.add("a" + event.arg(0)));
    try (PollingPeer peer = new PollingPeer(server)) {
      peer.post("42[\"a\",1]", "42[\"a\",2]", "42[]", "42[\"a\",3]");
    }

    assertEquals(DisconnectReason.FORCED_CLOSE, reason());
    assertEquals(List.of("a1", "a2"), heard);
  }

  @Test
  void eventsBeforeLeavingByPollingAreDelivered() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    server.of("/").on("a", _ -> heard.add("a"));
    try (PollingPeer peer = new PollingPeer(server)) {
      peer.post("42[\"a\"]", "1", "42[\"a\"]");
    }

    assertEquals(DisconnectReason.TRANSPORT_CLOSE, reason());
    assertEquals(List.of("a"), heard);
  }
}
