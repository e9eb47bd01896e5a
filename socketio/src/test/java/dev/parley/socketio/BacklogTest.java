package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests event loops that are behind. Other threads that send to their sockets have to wait; other
/// event loops cannot wait, so the number of events that they may send is limited.
@Timeout(120)
final class BacklogTest {
  private static final int MANY = 5_000;

  private final CountDownLatch hangs = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  private TestServer start() {
    TestServer server = new TestServer();
    server
        .of("/")
        .on(
            "hang",
            _ -> {
              hangs.countDown();
              awaitQuietly(goOn);
            });
    return server;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aThreadThatSendsFasterThanTheLoopDeliversWaits(boolean toOneSocket) throws Exception {
    try (TestServer server = start();
        Peer peer = server.join()) {
      peer.got();
      peer.send(2, "[\"hang\"]");
      awaitQuietly(hangs);
      AtomicInteger sent = new AtomicInteger();
      Thread sender =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < MANY; i++) {
                  if (toOneSocket) {
                    peer.socket().emit("e", i);
                  } else {
                    server.of("/").emit("e", i);
                  }
                  sent.incrementAndGet();
                }
              });
      TestServer.await(
          "waiting",
          () ->
              sender.getState() == Thread.State.TIMED_WAITING
                  || sender.getState() == Thread.State.TERMINATED);
      int before = sent.get();
      goOn.countDown();
      sender.join();

      assertTrue(before < MANY / 2, () -> "sent while nothing was delivered: " + before);
      for (int i = 0; i < MANY; i++) {
        assertEquals("42[\"e\"," + i + "]", peer.raw().read());
      }
    }
  }

  /// Event loops cannot wait for another event loop. So an overloaded event loop gets no more
  /// events, and its clients reconnect to receive those that they missed.
  @Test
  void anOverloadedEventLoopDisconnectsItsClients() throws IOException {
    try (TestServer server = start();
        Peer sender = server.join();
        Peer stuck = onAnotherLoop(server, sender)) {
      stuck.send(2, "[\"hang\"]");
      awaitQuietly(hangs);
      sender
          .socket()
          .once(
              "flood",
              _ -> {
                for (int i = 0; i < 50_000; i++) {
                  stuck.socket().emit("e", i);
                }
              });
      sender.send(2, "[\"flood\"]");
      sender.got(); // the flood is over
      goOn.countDown();

      int heard = 0;
      while (stuck.raw().read().startsWith("42")) {
        heard++;
      }
      int all = heard;
      assertTrue(all < 25_000, () -> "as many as " + all + " events were kept");
    }
  }

  private static Peer onAnotherLoop(TestServer server, Peer one) throws IOException {
    while (true) {
      Peer peer = server.join();
      if (isOnAnotherLoop(peer, one)) {
        return peer;
      }
    }
  }

  private static boolean isOnAnotherLoop(Peer peer, Peer one) throws IOException {
    return !loopOf(peer).equals(loopOf(one));
  }

  private static String loopOf(Peer peer) throws IOException {
    StringBuilder name = new StringBuilder();
    peer.socket().once("loop", _ -> name.append(Thread.currentThread().getName()));
    peer.send(2, "[\"loop\"]");
    peer.got();
    return name.toString();
  }
}
