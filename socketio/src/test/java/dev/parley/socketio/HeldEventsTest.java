package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests that a client which sends events faster than they are handled has to wait, and that other
/// clients do not.
@Timeout(60)
final class HeldEventsTest {
  private static final int MANY = 2_000;
  private static final int MOST = 8;

  private final BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
  private final List<Integer> heard = new ArrayList<>();
  private final AtomicInteger count = new AtomicInteger();

  private TestServer start(SocketIoOptions.Builder options) {
    TestServer server = new TestServer(options.prefetch(MOST));
    server
        .of("/")
        .on(
            "work",
            event -> {
              heard.add(event.arg(0).intValue());
              held.add(event.hold());
              count.incrementAndGet();
            });
    return server;
  }

  private static void sendMany(Peer peer) throws IOException {
    for (int i = 0; i < MANY; i++) {
      peer.send(2, "[\"work\"," + i + "]");
    }
  }

  @Test
  void pipelinedEventsAreLimited() throws Exception {
    try (TestServer server = start(SocketIoOptions.builder());
        Peer busy = server.join();
        Peer other = server.join()) {
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  sendMany(busy);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      TestServer.await("the first events", () -> count.get() == MOST);

      for (int done = 0; done < MANY; done++) {
        Runnable next = held.poll(30, TimeUnit.SECONDS);
        int undone = count.get() - done;
        assertTrue(undone <= MOST, () -> "undone at once: " + undone);
        if (done % 100 == 0) {
          assertEquals(List.of(), other.got());
        }
        next.run();
      }

      sender.join();
      assertEquals(List.of(), busy.got());
      assertEquals(IntStream.range(0, MANY).boxed().toList(), heard);
    }
  }

  @Test
  void aPausedClientDoesNotTimeOut() throws Exception {
    Duration timeout = Duration.ofMillis(500);
    SocketIoOptions.Builder options =
        SocketIoOptions.builder().pingInterval(Duration.ofMillis(20)).pingTimeout(timeout);
    Thread reader;
    try (TestServer server = start(options);
        Peer peer = server.join()) {
      reader = Thread.ofVirtual().start(() -> answerPings(peer));
      sendMany(peer);
      TestServer.await("the first events", () -> count.get() == MOST);
      long end = System.nanoTime() + timeout.multipliedBy(4).toNanos();

      TestServer.await("the time of many pings", () -> System.nanoTime() > end);

      assertTrue(peer.socket().isConnected());
      for (int done = 0; done < MANY; done++) {
        held.poll(30, TimeUnit.SECONDS).run();
      }
      TestServer.await("all events", () -> count.get() == MANY);
    }
    reader.join();
  }

  private static void answerPings(Peer peer) {
    try {
      while (!peer.raw().read().equals("end")) {}
    } catch (IOException closed) {
      // The test has closed the connection.
    }
  }

  @Test
  void aConnectionMayEndWhileItsEventsAreHeld() throws Exception {
    try (TestServer server = start(SocketIoOptions.builder());
        Peer other = server.join();
        Peer busy = server.join()) {
      sendMany(busy);
      TestServer.await("the first events", () -> count.get() == MOST);
      busy.socket().disconnect(true);
      TestServer.awaitEnd(busy.socket());

      for (Runnable next = held.poll(); next != null; next = held.poll()) {
        next.run();
      }

      assertEquals(List.of(), other.got());
    }
  }

  /// If it was not paused, the server would keep the answers that the client does not read, until
  /// they exceed the limit and the server disconnects the client.
  @Test
  void aClientThatDoesNotReadAnswersIsPaused() throws Exception {
    String large = "x".repeat(50_000);
    try (TestServer server =
            new TestServer(SocketIoOptions.builder().maxQueued(1_000_000).prefetch(MOST));
        Peer peer = server.join()) {
      server
          .of("/")
          .on(
              "ask",
              event -> {
                event.hold().run();
                event.ack(event.arg(0).intValue(), large);
                count.incrementAndGet();
              });
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; i < MANY; i++) {
                    peer.send(2, i + "[\"ask\"," + i + "]");
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
      TestServer.await("time to take all of them", () -> System.nanoTime() > end);

      assertTrue(peer.socket().isConnected());
      assertTrue(count.get() < MANY, () -> "taken: " + count.get());
      for (int i = 0; i < MANY; i++) {
        String answer = peer.raw().read();
        assertTrue(answer.startsWith("43" + i + "[" + i + ",\"xxx"), answer);
      }
      sender.join();
    }
  }

  @Test
  void aPausedClientThatAnswersNoPingTimesOut() throws Exception {
    Duration timeout = Duration.ofMillis(500);
    String large = "x".repeat(50_000);
    SocketIoOptions.Builder options =
        SocketIoOptions.builder()
            .maxQueued(10_000_000)
            .prefetch(MOST)
            .pingInterval(Duration.ofMillis(20))
            .pingTimeout(timeout);
    try (TestServer server = new TestServer(options);
        Peer peer = server.join()) {
      server.of("/").on("ask", event -> event.ack(large));
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; i < MANY; i++) {
                    peer.send(2, i + "[\"ask\"]");
                  }
                } catch (IOException ended) {
                  // The server has closed the connection.
                }
              });

      TestServer.awaitEnd(peer.socket());
      sender.join();
    }
  }
}
