package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests that clients which do not join a namespace in time are disconnected.
@Timeout(120)
final class ConnectTimeoutTest {
  @AutoClose
  private final TestServer server =
      new TestServer(SocketIoOptions.builder().connectTimeout(Duration.ofMillis(1500)));

  @Test
  void aClientThatJoinsNothingIsDisconnected() throws IOException {
    try (RawSocket raw = server.open()) {
      assertEquals("close 1005", raw.readToTheEnd());
    }
  }

  @Test
  void aClientThatIsOnlyRefusedIsDisconnected() throws IOException {
    try (RawSocket raw = server.open()) {
      raw.text("40/nowhere,").read();

      assertEquals("close 1005", raw.readToTheEnd());
    }
  }

  @Test
  void aClientInAHangingMiddlewareIsDisconnected() throws IOException {
    server.of("/slow").use((_, _) -> {});
    try (RawSocket raw = server.open()) {
      assertEquals("close 1005", raw.text("40/slow,").readToTheEnd());
    }
  }

  @Test
  void aClientThatLeftAgainStaysConnected() throws IOException {
    try (Peer peer = server.join()) {
      peer.raw().text("41");
      theTimeIsOver();

      try (Peer again = server.join(peer.raw(), "/")) {
        assertEquals(List.of(), again.got());
      }
    }
  }

  @Test
  void aJoinedClientStaysConnected() throws IOException {
    try (Peer peer = server.join()) {
      theTimeIsOver();

      assertEquals(List.of(), peer.got());
    }
  }

  /// Waits until the time is over, also for clients that connected earlier.
  private void theTimeIsOver() throws IOException {
    try (RawSocket later = server.open()) {
      later.readToTheEnd();
    }
  }
}
