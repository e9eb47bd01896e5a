package dev.parley.socketio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests clients that send much and do not join a namespace: together they may occupy only a
/// certain amount of memory.
@Timeout(60)
final class UnjoinedInputTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";

  /// A packet that the server accepts at any time, and ignores.
  private static final String PONG = "3" + "x".repeat(8_000);

  /// Room for one such packet, not for two.
  @AutoClose
  private final TestServer server =
      new TestServer(SocketIoOptions.builder().maxUnjoinedBytes(10_000));

  /// Waits until the server has read everything that the client has sent.
  private static void awaitRead(RawSocket client) throws IOException {
    client.frame(0x89, new byte[0]);
    assertEquals("frame 10", client.read());
  }

  @Test
  void webSocketsShareTheRoomUntilTheyJoin() throws IOException {
    try (RawSocket first = server.open();
        RawSocket second = server.open();
        RawSocket third = server.open()) {
      first.text(PONG);
      awaitRead(first);

      assertEquals("close 1009", second.text(PONG).readToTheEnd());

      first.text("40");
      assertTrue(first.read().startsWith("40"));
      third.text(PONG);
      awaitRead(third);
    }
  }

  @Test
  void incompleteMessagesCount() throws IOException {
    try (RawSocket first = server.open();
        RawSocket second = server.open()) {
      first.frame(0x01, PONG.getBytes(UTF_8)); // more fragments should follow
      awaitRead(first);

      second.frame(0x01, PONG.getBytes(UTF_8));

      assertEquals("close 1009", second.readToTheEnd());
    }
  }

  @Test
  void aClientThatLeavesMakesRoom() throws IOException {
    try (RawSocket first = server.open()) {
      first.text(PONG);
      awaitRead(first);
    }
    TestServer.await("its end", () -> server.io().connections() == 0);

    try (RawSocket second = server.open()) {
      second.text(PONG);
      awaitRead(second);
    }
  }

  @Test
  void pollingClientsShareTheRoomToo() throws IOException {
    String first = handshake();
    String second = handshake();
    try (RawHttp slow = new RawHttp(server.port())) {
      slow.head("POST", POLLING + "&sid=" + first, "Content-Length: " + (PONG.length() + 1));
      slow.bytes(PONG.getBytes(UTF_8));

      TestServer.await("a refusal", () -> post(second, PONG) == 413);

      slow.bytes("x".getBytes(UTF_8));
      assertEquals(200, slow.answer().status());
      TestServer.await("room", () -> post(second, PONG) == 200);
    }
  }

  private String handshake() throws IOException {
    try (RawHttp http = new RawHttp(server.port())) {
      String body = http.head("GET", POLLING).answer().body();
      return body.replaceFirst("(?s).*\"sid\":\"([\\w-]{20})\".*", "$1");
    }
  }

  private int post(String sid, String body) {
    try (RawHttp http = new RawHttp(server.port())) {
      return http.post(POLLING + "&sid=" + sid, body.getBytes(UTF_8)).answer().status();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void smallMessagesHaveRoomWhileOthersTakeAll() throws IOException {
    try (RawSocket first = server.open()) {
      first.text(PONG);
      awaitRead(first);

      try (Peer peer = server.join()) {
        assertTrue(peer.socket().isConnected());
      }
    }
  }

  @Test
  void clientsThatHaveJoinedMaySendMore() throws IOException {
    server.of("/").on("size", event -> event.ack(event.arg(0).asText().length()));
    try (RawSocket raw = RawSocket.joined(server.port())) {
      String text = "x".repeat(200_000);

      assertEquals("431[200000]", raw.text("421[\"size\",\"" + text + "\"]").read());
    }
  }

  @Test
  void attachmentsOfAClientThatHasNotJoinedAreNotAwaited() throws IOException {
    try (RawSocket raw = server.open()) {
      raw.text("451-[\"x\",{\"_placeholder\":true,\"num\":0}]");

      assertEquals("close 1005", raw.readToTheEnd());
    }
  }
}
