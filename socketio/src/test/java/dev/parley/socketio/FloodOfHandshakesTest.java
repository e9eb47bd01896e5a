package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests handshakes after which nothing follows: they cost an attacker nothing, and must not keep
/// other clients out.
@Timeout(120)
final class FloodOfHandshakesTest {
  private static final String HANDSHAKE = "/socket.io/?EIO=4&transport=polling";
  private static final int HANDSHAKES = 3_000;
  private static final int MOST = 300;

  /// All clients of a test have the same address, so this header distinguishes them.
  private static Optional<String> address(Handshake handshake) {
    return Optional.of(handshake.header("X-Flood").isPresent() ? "flood" : "client");
  }

  private static void flood(TestServer server) throws IOException {
    try (RawHttp http = new RawHttp(server.port())) {
      for (int i = 0; i < HANDSHAKES; i++) {
        int status = http.head("GET", HANDSHAKE, "X-Flood: yes").answer().status();
        assertEquals(200, status, () -> "a handshake was refused");
      }
    }
  }

  @Test
  void aClientConnectsWhileAnAddressFloods() throws Exception {
    SocketIoOptions.Builder options =
        SocketIoOptions.builder()
            .maxConnections(MOST)
            .maxUnjoined(100, 200)
            .addressOf(FloodOfHandshakesTest::address);
    try (TestServer server = new TestServer(options);
        Peer there = server.join()) {
      CompletableFuture<Void> flood =
          CompletableFuture.runAsync(() -> {
            try {
              flood(server);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      while (!flood.isDone()) {
        long began = System.nanoTime();
        try (Peer peer = server.join()) {
          assertTrue(peer.socket().isConnected());
        }
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        assertTrue(took < 20_000, () -> "took " + took + " ms");
      }

      flood.get(60, TimeUnit.SECONDS);
      TestServer.await("room", () -> server.io().connections() <= MOST);
      assertTrue(there.socket().isConnected());
    }
  }

  @Test
  void theTotalLimitAppliesWithoutAnAddressLimit() throws IOException {
    SocketIoOptions.Builder options =
        SocketIoOptions.builder()
            .maxConnections(MOST)
            .maxUnjoined(1, 100)
            .addressOf(_ -> Optional.empty());
    try (TestServer server = new TestServer(options)) {
      flood(server);

      try (Peer peer = server.join()) {
        assertTrue(peer.socket().isConnected());
      }
    }
  }
}
