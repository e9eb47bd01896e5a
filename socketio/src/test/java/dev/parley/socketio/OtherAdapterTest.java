package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.adapters.LockedAdapter;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests that an adapter which uses only public types behaves like the adapter of the library.
@Timeout(120)
final class OtherAdapterTest {
  private TestServer withOtherAdapter(SocketIoOptions.Builder options) {
    return new TestServer(options.adapter(_ -> new LockedAdapter()));
  }

  @Nested
  class Rooms extends RoomTest {
    @Override
    TestServer newServer(SocketIoOptions.Builder options) {
      return withOtherAdapter(options);
    }
  }

  @Nested
  class Events extends EmitTest {
    @Override
    TestServer newServer(SocketIoOptions.Builder options) {
      return withOtherAdapter(options);
    }
  }

  @Nested
  class Sessions extends RecoveryTest {
    @Override
    TestServer newServer(SocketIoOptions.Builder options) {
      return withOtherAdapter(options);
    }
  }

  @Test
  void aBroadcastGathersAnswersFromEverybody() throws IOException {
    try (TestServer server = withOtherAdapter(SocketIoOptions.builder());
        Peer one = server.join();
        Peer two = server.join()) {
      Future<List<JsonNode>> answers = server.io().emitWithAck(Duration.ofMinutes(1), "ask");
      two.raw().read();
      two.send(3, "0[2]");
      two.got();
      one.raw().read();
      one.send(3, "0[1]");

      assertEquals("[2, 1]", answers.await().toString());
    }
  }

  @Test
  void aBroadcastFailsWithTheAnswersThatCameInTime() throws IOException {
    try (TestServer server = withOtherAdapter(SocketIoOptions.builder());
        Peer silent = server.join()) {
      Future<List<JsonNode>> answers = server.io().emitWithAck(Duration.ofMillis(20), "ask");
      silent.raw().read();

      assertEquals(
          List.of(), assertThrows(BroadcastTimeoutException.class, answers::await).responses());
    }
  }

  @Test
  void socketsOfARoomAreMovedAndDisconnected() throws IOException {
    try (TestServer server = withOtherAdapter(SocketIoOptions.builder());
        Peer moved = server.join();
        Peer other = server.join()) {
      moved.socket().join("a");
      server.io().to("a").socketsJoin("b");
      server.io().to("b").socketsLeave("a");

      assertEquals(List.of(moved.socket()), server.io().in("b").fetchSockets().await());
      assertEquals(List.of(), server.io().in("a").fetchSockets().await());

      server.io().in("b").disconnectSockets(false);
      assertEquals("41", moved.raw().read());
      assertEquals(List.of(other.socket()), server.io().fetchSockets().await());
    }
  }
}
