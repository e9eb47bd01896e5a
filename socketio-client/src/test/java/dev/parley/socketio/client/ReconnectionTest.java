package dev.parley.socketio.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.socketio.client.ScriptedServer.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests what a client does when its connection ends or cannot be established.
@Timeout(60)
final class ReconnectionTest {
  private static final Duration SOON = Duration.ofMillis(10);

  private final ScriptedServer server = ScriptedServer.start();
  private final RecordedListener listener = new RecordedListener();

  @AfterEach
  void stop() {
    server.close();
  }

  private SocketClient connect() {
    return connect(server.uri());
  }

  private SocketClient connect(URI uri) {
    return SocketClient.connect(SocketClientOptions.of(uri).withDelays(SOON, SOON), listener);
  }

  @Test
  void aConnectionThatEndsIsMadeAgain() {
    try (SocketClient _ = connect()) {
      server.admit("a").end();
      var _ = server.admit("b");

      assertEquals("connected a", listener.next());
      assertEquals("disconnected, transport close", listener.next());
      assertEquals("connected b", listener.next());
    }
  }

  @Test
  void aClosePacketEndsTheConnection() {
    try (SocketClient _ = connect()) {
      server.admit("a").send("1");

      assertEquals("connected a", listener.next());
      assertEquals("disconnected, transport close", listener.next());
    }
  }

  @Test
  void aSilentServerIsAbandoned() {
    try (SocketClient _ = connect()) {
      Peer peer = server.accept();
      peer.send("0{\"pingInterval\":20,\"pingTimeout\":20}");
      assertEquals("40", peer.receive());
      peer.send("40{\"sid\":\"a\"}");

      assertEquals("connected a", listener.next());
      assertEquals("disconnected, ping timeout", listener.next());
      assertEquals("closed", peer.receive());
      var _ = server.admit("b");
      assertEquals("connected b", listener.next());
    }
  }

  @Test
  void missedEventsAreRequestedAndDeliveredAfterJoining() {
    try (SocketClient _ = connect()) {
      Peer peer = server.accept();
      peer.open();
      assertEquals("40", peer.receive());
      peer.send("40{\"sid\":\"a\",\"pid\":\"secret\"}");
      peer.send("42[\"one\",\"offset-1\"]");
      assertEquals("connected a", listener.next());
      assertEquals("event one [\"offset-1\"]", listener.next());
      peer.end();
      assertEquals("disconnected, transport close", listener.next());

      Peer again = server.accept();
      again.open();
      assertEquals("40{\"pid\":\"secret\",\"offset\":\"offset-1\"}", again.receive());
      again.send("42[\"two\",\"offset-2\"]");
      again.send("40{\"sid\":\"a\",\"pid\":\"secret\"}");

      assertEquals("connected a again", listener.next());
      assertEquals("event two [\"offset-2\"]", listener.next());
    }
  }

  @Test
  void aForgottenSessionIsReplacedByANewOne() {
    try (SocketClient _ = connect()) {
      Peer peer = server.accept();
      peer.open();
      assertEquals("40", peer.receive());
      peer.send("40{\"sid\":\"a\",\"pid\":\"old\"}");
      peer.end();
      Peer again = server.accept();
      again.open();
      again.send("40{\"sid\":\"b\",\"pid\":\"new\"}");

      assertEquals("connected a", listener.next());
      assertEquals("disconnected, transport close", listener.next());
      assertEquals("connected b", listener.next());
    }
  }

  @Test
  void aDisconnectedClientDoesNotReconnect() {
    try (SocketClient _ = connect()) {
      server.admit("a").send("41");

      assertEquals("connected a", listener.next());
      assertEquals("disconnected, io server disconnect", listener.next());
    }
    assertEquals(1, server.connections());
  }

  @Test
  void aRefusedClientDoesNotReconnect() {
    try (SocketClient _ = connect()) {
      Peer peer = server.accept();
      peer.open();
      peer.send("44{\"message\":\"Not authorized\",\"data\":{\"a\":1}}");

      assertEquals("refused, Not authorized {\"a\":1}", listener.next());
    }
    assertEquals(1, server.connections());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "hello",
        "0{}",
        "4",
        "47",
        "42",
        "42{}",
        "42[]",
        "42[true]",
        "42[\"cut",
        "4299999999999999999999[\"a\"]",
        "43[]",
        "431{}",
        "40[1]",
        "40{}",
        "451-[\"a\",{\"_placeholder\":true,\"num\":0}]"
      })
  void anInvalidPacketEndsTheConnection(String wrong) {
    try (SocketClient _ = connect()) {
      server.admit("a").send(wrong);

      assertEquals("connected a", listener.next());
      assertEquals("disconnected, parse error", listener.next());
    }
  }

  @Test
  void aConnectionThatEndsBeforeJoiningIsNotADisconnection() {
    try (SocketClient _ = connect()) {
      server.accept().end();

      assertEquals("ended, transport close", listener.next());
      var _ = server.admit("b");
      assertEquals("connected b", listener.next());
    }
  }

  @Test
  void aJoinTimeoutReconnects() {
    SocketClientOptions hasty =
        SocketClientOptions.of(server.uri())
            .withConnectTimeout(Duration.ofMillis(200))
            .withDelays(SOON, SOON);
    try (SocketClient _ = SocketClient.connect(hasty, listener)) {
      assertEquals("timed out", listener.next());
      assertEquals("timed out", listener.next());
    }
  }

  @Test
  void aServerWithoutWebSocketsIsReported() {
    try (ScriptedServer plain = ScriptedServer.withoutWebSockets();
        SocketClient _ = connect(plain.uri())) {
      assertEquals("no WebSocket, 404", listener.next());
    }
  }

  @Test
  void anUnreachableServerIsTriedAgain() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (SocketClient _ = connect(URI.create("http://127.0.0.1:" + port))) {
      assertEquals("unreachable", listener.next());
      assertEquals("unreachable", listener.next());
    }
  }
}
