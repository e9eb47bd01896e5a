package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests events to clients.
@Timeout(120)
class EmitTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  @AutoClose private final TestServer server = newServer(SocketIoOptions.builder());
  private final Namespace root = server.of("/");

  private record Saying(String text, Instant at) {}

  /// The same tests run with servers of other options.
  TestServer newServer(SocketIoOptions.Builder options) {
    return new TestServer(options);
  }

  // --- To clients --------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect",
        "connect_error",
        "disconnect",
        "disconnecting",
        "newListener",
        "removeListener"
      })
  void reservedNamesAreRefusedEvenWithoutReceivers(String name) throws IOException {
    assertThrows(IllegalArgumentException.class, () -> root.emit(name));
    try (Peer peer = server.join()) {
      assertThrows(IllegalArgumentException.class, () -> peer.socket().emit(name));
      assertThrows(IllegalArgumentException.class, () -> peer.socket().emitVolatile(name));
      assertThrows(IllegalArgumentException.class, () -> root.to("room").emit(name));
      assertEquals(List.of(), peer.got());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect", "connection", "new_namespace"})
  void serverSideEventsHaveReservedNames(String name) {
    assertThrows(IllegalArgumentException.class, () -> root.serverSideEmit(name));
  }

  @Test
  void sendEmitsAMessageEvent() throws IOException {
    try (Peer peer = server.join()) {
      peer.socket().send("a", 1);
      root.send("b");
      root.to(peer.sid()).send();

      assertEquals(
          List.of("42[\"message\",\"a\",1]", "42[\"message\",\"b\"]", "42[\"message\"]"),
          peer.got());
    }
  }

  @Test
  void recordsDatesAndJsonAreSentAsTheyAre() throws IOException {
    try (Peer peer = server.join()) {
      peer.socket()
          .emit(
              "hi",
              new Saying("hä😀", NOON),
              Date.from(NOON),
              JsonNodeFactory.instance.arrayNode().add(1),
              new RawValue("{\"a\":1}"));

      assertEquals(
          List.of(
              "42[\"hi\",{\"text\":\"hä😀\",\"at\":\"2026-11-23T12:00:00.000Z\"},"
                  + "\"2026-11-23T12:00:00.000+00:00\",[1],{\"a\":1}]"),
          peer.got());
    }
  }

  @Test
  void anUnwritableArgumentIsRefused() throws IOException {
    try (Peer peer = server.join()) {
      assertThrows(IllegalArgumentException.class, () -> peer.socket().emit("hi", new Object()));

      assertEquals(List.of(), peer.got());
    }
  }

  @Test
  void moreBytesThanAClientTakesAreRefused() throws IOException {
    Object[] eleven = new Object[11];
    Arrays.fill(eleven, new byte[] {1});
    try (Peer peer = server.join()) {
      assertThrows(IllegalArgumentException.class, () -> peer.socket().emit("hi", eleven));

      assertEquals(List.of(), peer.got());
    }
  }

  @Test
  void uncompressedEventsAreNotCompressed() {
    String large = "x".repeat(5000);
    try (PollingPeer peer = new PollingPeer(server)) {
      root.emit("hi", large);
      assertEquals(Optional.of("gzip"), peer.encoding());
      root.compress(false).emit("hi", large);
      assertEquals(Optional.empty(), peer.encoding());
    }
  }

  @Test
  void concurrentSendsKeepAttachmentsWithTheirPacket() throws Exception {
    int threads = 4;
    int each = 200;
    try (Peer peer = server.join()) {
      List<Thread> senders = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        byte number = (byte) t;
        senders.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int i = 0; i < each; i++) {
                    peer.socket().emit("b", number, new byte[] {number}, new byte[] {number});
                  }
                }));
      }

      for (int i = 0; i < threads * each; i++) {
        String head = peer.raw().read();
        assertTrue(head.startsWith("452-[\"b\","), head);
        String bytes = "<0" + head.charAt(9) + ">";
        assertEquals(bytes, peer.raw().read());
        assertEquals(bytes, peer.raw().read());
      }
      for (Thread sender : senders) {
        sender.join();
      }
    }
  }

  @Test
  void outgoingListenersSeeSentEvents() throws IOException {
    List<String> sent = new CopyOnWriteArrayList<>();
    root.onConnection(socket -> socket.onAnyOutgoing((name, args) -> sent.add(name + args)));
    try (Peer peer = server.join()) {
      peer.socket().emit("one", 1, new byte[] {1, 2});
      root.emit("two", "x");
      root.except(peer.sid()).emit("not for it");
      peer.got();

      assertEquals(List.of("one[1, \"AQI=\"]", "two[\"x\"]"), sent);
    }
  }
}
