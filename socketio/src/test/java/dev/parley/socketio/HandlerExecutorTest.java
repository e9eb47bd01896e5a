package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests on which threads listeners and middlewares run, and in which order.
@Timeout(120)
final class HandlerExecutorTest {
  private static final int MANY = 200;

  private final CountDownLatch blocked = new CountDownLatch(1);
  private final List<String> heard = new CopyOnWriteArrayList<>();

  private TestServer onVirtualThreads(SocketIoOptions.Builder options) {
    return new TestServer(options.build());
  }

  private void block() {
    try {
      assertTrue(blocked.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Nested
  class Events extends ListenerTest {
    @Override
    TestServer newServer(SocketIoOptions.Builder options) {
      return onVirtualThreads(options);
    }
  }

  @Nested
  class Sessions extends RecoveryTest {
    @Override
    TestServer newServer(SocketIoOptions.Builder options) {
      return onVirtualThreads(options);
    }
  }

  @Test
  void everyListenerRunsOnAVirtualThread() throws Exception {
    BlockingQueue<Boolean> virtual = new LinkedBlockingQueue<>();
    Runnable note = () -> virtual.add(Thread.currentThread().isVirtual());
    try (TestServer server = onVirtualThreads(SocketIoOptions.builder())) {
      server
          .of("/")
          .use((_, next) -> {
            note.run();
            next.proceed();
          })
          .useForEvents((_, next) -> {
            note.run();
            next.proceed();
          })
          .onConnection(socket -> {
            note.run();
            socket
                .onAnyOutgoing((_, _) -> note.run())
                .onDisconnecting(_ -> note.run())
                .onDisconnect(_ -> note.run());
          })
          .onAny(_ -> note.run())
          .on(
              "say",
              event -> {
                note.run();
                event.socket().emit("said");
              });
      try (Peer peer = server.join()) {
        peer.send(2, "[\"say\"]");
        assertEquals("42[\"said\"]", peer.raw().read());
      }

      for (int i = 0; i < 8; i++) {
        assertEquals(true, virtual.poll(30, TimeUnit.SECONDS), "call " + i);
      }
    }
  }

  @Test
  void listenersRunOnTheEventLoopWhenThatIsWanted() throws IOException {
    try (TestServer server = new TestServer(SocketIoOptions.builder())) {
      server.of("/").on("where", event -> event.ack(Context.isOnEventLoopThread()));
      try (Peer peer = server.join()) {
        peer.send(2, "1[\"where\"]");

        assertEquals("431[true]", peer.raw().read());
      }
    }
  }

  @Test
  void listenersRunOnTheExecutorThatIsGiven() throws IOException {
    ExecutorService one = Executors.newSingleThreadExecutor(task -> new Thread(task, "mine"));
    try (one;
        TestServer server = onVirtualThreads(SocketIoOptions.builder().executor(one))) {
      server.of("/").on("where", event -> event.ack(Thread.currentThread().getName()));
      try (Peer peer = server.join()) {
        peer.send(2, "1[\"where\"]");

        assertEquals("431[\"mine\"]", peer.raw().read());
      }
    }
  }

  @Test
  void aListenerThatBlocksDelaysOnlyItsOwnSocket() throws IOException {
    try (TestServer server = onVirtualThreads(SocketIoOptions.builder())) {
      server.of("/").on("block", _ -> block()).on("n", event -> heard.add(event.arg(0).asText()));
      List<String> expected = new ArrayList<>();
      try (Peer busy = server.join();
          Peer one = server.join();
          Peer two = server.join()) {
        busy.send(2, "[\"block\"]");
        for (int i = 0; i < MANY; i++) {
          busy.send(2, "[\"n\"," + i + "]");
          expected.add(String.valueOf(i));
        }

        assertEquals(List.of(), one.got());
        assertEquals(List.of(), two.got());
        assertEquals(List.of(), heard);
        blocked.countDown();
        assertEquals(List.of(), busy.got());
        assertEquals(expected, heard);
      }
    }
  }

  @Test
  void theConnectionListenerIsCalledBeforeTheFirstEvent() throws IOException {
    try (TestServer server = onVirtualThreads(SocketIoOptions.builder())) {
      server
          .of("/")
          .onConnection(socket -> {
            block();
            socket.on("say", event -> event.ack("heard"));
          });
      try (Peer peer = server.join()) {
        peer.send(2, "1[\"say\"]");
        blocked.countDown();

        assertEquals("431[\"heard\"]", peer.raw().read());
      }
    }
  }

  @Test
  void eventsThatCameBeforeTheEndAreHeardAndThenTheEnd() throws IOException {
    try (TestServer server = onVirtualThreads(SocketIoOptions.builder())) {
      server
          .of("/")
          .on("block", _ -> block())
          .on("say", event -> heard.add("say " + event.arg(0).asText()))
          .onConnection(socket ->
              socket
                  .onDisconnecting(_ -> heard.add("rooms " + socket.rooms().contains("room")))
                  .onDisconnect(reason -> heard.add(reason.text() + " " + socket.rooms())));
      try (Peer peer = server.join()) {
        peer.socket().join("room");
        peer.send(2, "[\"block\"]");
        peer.send(2, "[\"say\",1]");
        peer.raw().text("41");
        TestServer.await("the end", () -> !peer.socket().isConnected());
        blocked.countDown();
        TestServer.await("all listeners", () -> heard.size() == 3);

        assertEquals(List.of("say 1", "rooms true", "client namespace disconnect []"), heard);
      }
    }
  }

  @Test
  void leavingARoomStopsItsEventsWhileListenersAreBusy() throws IOException {
    try (TestServer server = onVirtualThreads(SocketIoOptions.builder())) {
      server.of("/").on("block", _ -> block());
      try (Peer peer = server.join()) {
        peer.socket().join("room");
        peer.send(2, "[\"block\"]");
        peer.raw().text("41");
        TestServer.await("the end", () -> !peer.socket().isConnected());

        assertEquals(List.of(), server.io().in("room").fetchSockets().await());
        blocked.countDown();
      }
    }
  }

  @Test
  void aHeldEventCountsAgainstTheLimitUntilItIsDone() throws Exception {
    assertFewAreAtWork(_ -> {});
  }

  @Test
  void anEventPastAMiddlewareCountsAgainstTheLimitUntilItIsDone() throws Exception {
    assertFewAreAtWork(namespace -> {
      namespace.useForEvents((_, next) -> next.proceed());
      namespace.useForEvents((_, next) -> Thread.ofVirtual().start(next::proceed));
    });
  }

  private void assertFewAreAtWork(Consumer<Namespace> prepare) throws Exception {
    int most = 4;
    BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    AtomicInteger count = new AtomicInteger();
    try (TestServer server = onVirtualThreads(SocketIoOptions.builder().prefetch(most))) {
      prepare.accept(server.of("/"));
      server
          .of("/")
          .on(
              "work",
              event -> {
                held.add(event.hold());
                count.incrementAndGet();
              });
      try (Peer peer = server.join()) {
        for (int i = 0; i < MANY; i++) {
          peer.send(2, "[\"work\"]");
        }
        for (int done = 0; done < MANY; done++) {
          Runnable next = held.poll(30, TimeUnit.SECONDS);
          int undone = count.get() - done;
          assertTrue(undone <= most, () -> "undone at once: " + undone);
          next.run();
          next.run(); // a second call has no effect
        }

        assertEquals(List.of(), peer.got());
      }
    }
  }

  @Test
  void aPollingClientThatFloodsIsDisconnected() throws IOException {
    SocketIoOptions.Builder options = SocketIoOptions.builder().maxPayload(2_000);
    try (TestServer server = onVirtualThreads(options);
        PollingPeer peer = new PollingPeer(server)) {
      peer.socket().onError(heard::add).on("block", _ -> block());
      String large = "42[\"block\",\"" + "x".repeat(1_500) + "\"]";
      for (int i = 0; i < 8; i++) {
        peer.post(large);
      }
      assertTrue(peer.socket().isConnected());

      peer.post(large);
      peer.post(large);

      TestServer.await("the end", () -> !peer.socket().isConnected());
      blocked.countDown();
      TestServer.await("the reason", () -> !heard.isEmpty());
      assertEquals(
          List.of("a client that polls must not send faster than its events are handled"), heard);
    }
  }

  @Test
  void anExecutorThatRejectsEndsTheConnection() throws Exception {
    ExecutorService ended = Executors.newSingleThreadExecutor();
    try (TestServer server = onVirtualThreads(SocketIoOptions.builder().executor(ended));
        Peer peer = server.join()) {
      ended.shutdown();
      assertTrue(ended.awaitTermination(60, TimeUnit.SECONDS));
      peer.send(2, "[\"say\"]");

      TestServer.await("the end", () -> !peer.socket().isConnected());
    }
  }

  @Test
  void aListenerMayWaitForAnAnswerOfItsOwnClient() throws IOException {
    try (TestServer server = onVirtualThreads(SocketIoOptions.builder())) {
      server
          .of("/")
          .on(
              "ask me",
              event ->
                  event.ack(event.socket().emitWithAck(Duration.ofMinutes(1), "question").await()));
      try (Peer peer = server.join()) {
        peer.send(2, "1[\"ask me\"]");
        assertEquals("420[\"question\"]", peer.raw().read());
        peer.send(3, "0[7]");

        assertEquals("431[7]", peer.raw().read());
      }
    }
  }
}
