package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests the packets when a client continues an interrupted session. Source: Socket.IO, "Connection
/// state recovery".
@Timeout(120)
class RecoveryTest {
  private static final Pattern OFFSET = Pattern.compile(".*,?\"([\\w-]+)\"\\]");

  private TestServer server = newServer(SocketIoOptions.builder().recovery(Recovery.DEFAULTS));
  private Namespace root = server.of("/");

  /// The same tests run with servers of other options.
  TestServer newServer(SocketIoOptions.Builder options) {
    return new TestServer(options);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void restart(SocketIoOptions.Builder options) {
    server.close();
    server = newServer(options);
    root = server.of("/");
  }

  // --- Offsets -----------------------------------------------------------------------------------

  @Test
  void everyEventThatIsKeptHasItsOwnOffsetAtItsEnd() throws IOException {
    try (Peer peer = server.join()) {
      peer.socket().emit("one");
      root.emit("two", 1);

      List<String> got = peer.got();

      assertTrue(got.get(0).matches("42\\[\"one\",\"[\\w-]+\"\\]"), got::toString);
      assertTrue(got.get(1).matches("42\\[\"two\",1,\"[\\w-]+\"\\]"), got::toString);
      assertNotEquals(offset(got.get(0)), offset(got.get(1)));
    }
  }

  @Test
  void anOffsetFollowsThePlaceholders() throws IOException {
    try (Peer peer = server.join()) {
      peer.socket().emit("b", new byte[] {1});

      assertTrue(
          peer.raw()
              .read()
              .matches("451-\\[\"b\",\\{\"_placeholder\":true,\"num\":0\\},\"[\\w-]+\"\\]"));
      assertEquals("<01>", peer.raw().read());
    }
  }

  @Test
  void eventsWithAnAckHaveNoOffset() throws IOException {
    try (Peer peer = server.join()) {
      var _ = peer.socket().emitWithAck(Duration.ofMinutes(1), "ask", 1);
      var _ = root.emitWithAck(Duration.ofMinutes(1), "ask", 2);

      assertEquals(List.of("420[\"ask\",1]", "421[\"ask\",2]"), peer.got());
    }
  }

  @Test
  void aVolatileEventHasTheOffsetOfTheLastThatIsKept() throws IOException {
    try (Peer peer = server.join()) {
      peer.socket().emit("kept");
      String offset = offset(peer.raw().read());
      peer.got();
      peer.socket().emitVolatile("v", "a text");

      assertEquals("42[\"v\",\"a text\",\"" + offset + "\"]", peer.raw().read());
    }
  }

  @Test
  void withoutRecoveryThereAreNeitherOffsetsNorPrivateIds() throws IOException {
    restart(SocketIoOptions.builder());
    try (Peer peer = server.join()) {
      peer.socket().emit("one");

      assertEquals(List.of("42[\"one\"]"), peer.got());
      assertEquals("null", peer.pid());
    }
  }

  // --- Coming back -------------------------------------------------------------------------------

  @Test
  void missedEventsPrecedeTheConnectPacket() throws IOException {
    Peer peer = server.join();
    root.emit("one");
    String first = peer.raw().read();
    peer.lose();
    root.emit("two", 2);
    peer.socket().emit("three");
    root.emit("four", new byte[] {4});
    try (RawSocket raw = server.open()) {
      peer.comeBack(raw, offset(first));

      assertTrue(raw.read().startsWith("42[\"two\",2,\""));
      assertTrue(raw.read().startsWith("42[\"three\",\""));
      assertTrue(raw.read().startsWith("451-[\"four\",{\"_placeholder\":true,\"num\":0},\""));
      assertEquals("<04>", raw.read());
      assertEquals(peer.recovered(), raw.read());
    }
  }

  @Test
  void eventsOfTheConnectionListenerFollowMissedEvents() throws IOException {
    Peer peer = server.join();
    root.onConnection(socket -> socket.emit("hello", socket.isRecovered()));
    peer.lose();
    try (RawSocket raw = server.open()) {
      peer.comeBack(raw);

      assertEquals(peer.recovered(), raw.read());
      assertTrue(raw.read().startsWith("42[\"hello\",true,\""));
    }
  }

  @Test
  void aRecoveredSocketHasItsIdRoomsAndData() throws IOException {
    Peer peer = server.join();
    peer.socket().join("room");
    peer.socket().data().put("name", "Ann");
    peer.lose();
    try (RawSocket raw = server.open()) {
      peer.comeBack(raw);
      Socket socket = server.next("/");

      assertTrue(socket.isRecovered());
      assertFalse(peer.socket().isRecovered());
      assertEquals(peer.sid(), socket.id());
      assertEquals(Set.of(peer.sid(), "room"), socket.rooms());
      assertEquals("Ann", socket.data().get("name"));
    }
  }

  @Test
  void aRecoveredSocketIsInItsRooms() throws IOException {
    Peer peer = server.join();
    peer.socket().join("room");
    peer.lose();
    try (RawSocket raw = server.open()) {
      peer.comeBack(raw);
      raw.read();
      root.to("room").emit("hi");

      assertTrue(raw.read().startsWith("42[\"hi\",\""));
    }
  }

  @Test
  void onlyEventsOfItsRoomsWithoutExceptionsAreReplayed() throws IOException {
    Peer peer = server.join();
    peer.socket().join("a");
    peer.lose();
    root.to("a").emit("mine");
    root.to("b").emit("not mine");
    root.except("a").emit("not mine");
    root.to("b", peer.sid()).emit("mine too");
    server.of("/other").emit("not mine");
    try (RawSocket raw = server.open()) {
      peer.comeBack(raw);

      assertTrue(raw.read().startsWith("42[\"mine\",\""));
      assertTrue(raw.read().startsWith("42[\"mine too\",\""));
      assertEquals(peer.recovered(), raw.read());
    }
  }

  @Test
  void volatileEventsAreNotReplayed() throws IOException {
    Peer peer = server.join();
    try (Peer _ = server.join()) {
      peer.lose();
      root.volatileOnly().emit("volatile");
      var _ = root.emitWithAck(Duration.ofMillis(1), "ask");
      try (RawSocket raw = server.open()) {
        peer.comeBack(raw);

        assertEquals(peer.recovered(), raw.read());
      }
    }
  }

  @Test
  void receivedEventsAreNotReplayed() throws IOException {
    Peer peer = server.join();
    root.emit("one");
    root.emit("two");
    peer.raw().read();
    String second = peer.raw().read();
    peer.lose();
    try (RawSocket raw = server.open()) {
      peer.comeBack(raw, offset(second));

      assertEquals(peer.recovered(), raw.read());
    }
  }

  @Test
  void aReplayedEventHasTheSameOffsetAndCountsForTheNextTime() throws IOException {
    Peer peer = server.join();
    peer.lose();
    root.emit("one");
    root.emit("two");
    String one;
    try (RawSocket raw = server.open()) {
      peer.comeBack(raw);
      one = raw.read();
      raw.read();
      raw.read();
    }
    TestServer.awaitEnd(server.next("/"));
    try (RawSocket raw = server.open()) {
      peer.comeBack(raw, offset(one));

      assertTrue(raw.read().startsWith("42[\"two\",\""));
      assertEquals(peer.recovered(), raw.read());
    }
  }

  @Test
  void aSessionCanBeRecoveredManyTimes() throws IOException {
    Peer peer = server.join();
    peer.lose();
    for (int i = 0; i < 5; i++) {
      try (RawSocket raw = server.open()) {
        peer.comeBack(raw);
        assertEquals(peer.recovered(), raw.read());
      }
      TestServer.awaitEnd(server.next("/"));
    }
  }

  @Test
  void missedAndNewEventsAreInOneOrder() throws Exception {
    int events = 3000;
    Peer peer = server.join();
    peer.lose();
    Thread sender =
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 0; i < events; i++) {
                root.emit("n", i);
              }
            });
    try (RawSocket raw = server.open()) {
      peer.comeBack(raw);
      int next = 0;
      while (next < events) {
        String got = raw.read();
        if (!got.startsWith("40")) {
          assertTrue(got.startsWith("42[\"n\"," + next + ","), got);
          next++;
        }
      }
    }
    sender.join();
  }

  // --- What Node gets wrong ----------------------------------------------------------------------

  @Test
  void aClientWithoutEventsRecoversToo() throws IOException {
    Peer peer = server.join();
    peer.lose();
    root.emit("one");
    try (RawSocket raw = server.open()) {
      peer.comeBack(raw);

      assertTrue(raw.read().startsWith("42[\"one\",\""));
      assertEquals(peer.recovered(), raw.read());
    }
  }

  @Test
  void aVolatileEventThatEndsInATextDoesNotCostTheSession() throws IOException {
    Peer peer = server.join();
    peer.socket().emitVolatile("v", "a text");
    String offset = offset(peer.raw().read());
    peer.lose();
    root.emit("one");
    try (RawSocket raw = server.open()) {
      peer.comeBack(raw, offset);

      assertTrue(raw.read().startsWith("42[\"one\",\""));
      assertEquals(peer.recovered(), raw.read());
    }
  }

  private static String offset(String packet) {
    Matcher offset = OFFSET.matcher(packet);
    assertTrue(offset.matches(), packet);
    return offset.group(1);
  }
}
