package dev.parley.bench.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.socketio.Listener;
import dev.parley.socketio.SocketIoOptions;
import dev.parley.socketio.SocketIoServer;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests [Flood] against a server that handles only the event `send`.
@Timeout(60)
final class FloodTest {
  private static final int SOCKETS = 4;
  private static final int EACH = 100;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void end() {
    vertx.close().await();
  }

  @Test
  void answersRefusalsAndEventsAreCounted() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    Listener tenthRefused =
        event -> {
          event.socket().emit("newMessage");
          boolean refused = sent.incrementAndGet() % 10 == 0;
          event.ack(
              refused ? Map.of("error", "no", "code", "overloaded") : Map.of("success", true));
        };

    Flood.Counts counts = flood(tenthRefused, it -> it.answered() == SOCKETS * EACH);

    assertEquals(SOCKETS * EACH / 10, counts.refused());
    assertEquals(SOCKETS * EACH, counts.heard());
    assertEquals(0, counts.lost());
  }

  @Test
  void disconnectedClientsAreCounted() throws Exception {
    Flood.Counts counts =
        flood(event -> event.socket().disconnect(true), it -> it.lost() == SOCKETS);

    assertEquals(0, counts.answered());
  }

  private Flood.Counts flood(Listener answering, Predicate<Flood> until) throws Exception {
    SocketIoServer server = new SocketIoServer(vertx, SocketIoOptions.DEFAULTS);
    server.of("/").on("send", answering);
    int port =
        vertx
            .createHttpServer()
            .requestHandler(server::handle)
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    try (Flood flood = new Flood(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      flood.connect(0, SOCKETS);
      FutureTask<Flood.Counts> flooding =
          new FutureTask<>(() -> {
            flood.run(EACH);
            return flood.counts();
          });
      Thread.ofPlatform().daemon().start(flooding);
      while (!until.test(flood) && !flooding.isDone()) {
        Thread.onSpinWait();
      }
      flood.end();
      return flooding.get();
    }
  }
}
