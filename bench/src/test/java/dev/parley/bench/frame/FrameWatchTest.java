package dev.parley.bench.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.socketio.SocketIoOptions;
import dev.parley.socketio.SocketIoServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FrameWatchTest {
  private static final int SOCKETS = 10;
  private static final int READ = 3;
  private static final int MESSAGES = 50;
  private static final int WARM_UP = 20;

  private final Vertx vertx = Vertx.vertx();
  private final SocketIoServer server = new SocketIoServer(vertx, SocketIoOptions.DEFAULTS);
  private final Due due = new Due(MESSAGES);
  private InetSocketAddress address;

  @BeforeEach
  void listen() {
    int port =
        vertx
            .createHttpServer()
            .requestHandler(server::handle)
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @AfterEach
  void end() {
    vertx.close().await();
  }

  @Test
  void everyMessageIsTimedAtEverySocketThatIsRead() throws IOException {
    try (FrameWatch watch = FrameWatch.open(address, due, SOCKETS, READ)) {
      watch.measureFrom(WARM_UP);
      for (int i = 0; i < MESSAGES; i++) {
        tell(due.next(System.nanoTime()));
      }
      watch.expect(MESSAGES);

      FrameWatch.Seen seen = watch.watch();

      assertTrue(seen.isComplete(MESSAGES), seen.toString());
      assertEquals(2L * MESSAGES * SOCKETS, seen.frames());
      assertEquals((long) (MESSAGES - WARM_UP) * READ, seen.nanos().getTotalCount());
    }
  }

  @Test
  void aRepeatedMessageMakesTheResultIncomplete() throws IOException {
    try (FrameWatch watch = FrameWatch.open(address, due, SOCKETS, READ)) {
      long number = due.next(System.nanoTime());
      tell(number);
      tell(number);
      watch.expect(1);

      assertFalse(watch.watch().isComplete(1));
    }
  }

  private void tell(long number) {
    Map<String, Object> message =
        Map.of("id", "wamid.%010d".formatted(number), "wa_id", "1", "seq", number + 1);
    server.emit("newMessage", message);
    server.emit("chatListUpdate", Map.of("message", message));
  }
}
