package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests when a namespace that was created for a client is removed, if the option is set.
@Timeout(120)
final class NamespaceEndTest {
  private TestServer server =
      new TestServer(SocketIoOptions.builder().cleanUpEmptyNamespaces(true));
  private ParentNamespace parent = server.watched(server.io().of(_ -> true));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void itIsRemovedWithItsLastSocket() throws IOException {
    try (Peer first = server.join("/a")) {
      try (Peer second = server.join("/a")) {
        second.raw().text("41/a,");
        TestServer.await("leaving", () -> !second.socket().isConnected());
        assertEquals(List.of(first.socket().namespace()), parent.children());
      }
      first.raw().text("41/a,");

      TestServer.await("the clean-up", () -> parent.children().isEmpty());
      try (Peer again = server.join("/a")) {
        assertNotSame(first.socket().namespace(), again.socket().namespace());
      }
    }
  }

  @Test
  void itIsRemovedWithTheLastConnection() throws IOException {
    server.join("/a").close();

    TestServer.await("the clean-up", () -> parent.children().isEmpty());
  }

  @Test
  void itIsRemovedWhenItsOnlyClientIsRefused() throws IOException {
    parent.use((_, next) -> next.refuse("no", null));
    try (RawSocket raw = server.open()) {
      assertEquals("44/a,{\"message\":\"no\"}", raw.text("40/a,").read());

      TestServer.await("the clean-up", () -> parent.children().isEmpty());
    }
  }

  @Test
  void itIsRemovedWhenItsOnlyClientIsLostInAMiddleware() throws Exception {
    BlockingQueue<Socket> asked = new LinkedBlockingQueue<>();
    parent.use((socket, _) -> asked.add(socket));
    try (RawSocket raw = server.open()) {
      raw.text("40/a,");
      asked.poll(30, TimeUnit.SECONDS);
    }

    TestServer.await("the clean-up", () -> parent.children().isEmpty());
  }

  @Test
  void itIsKeptForAJoiningClient() throws Exception {
    BlockingQueue<Middleware.Next> waiting = new LinkedBlockingQueue<>();
    parent.use((socket, next) -> {
      if (socket.handshake().auth().has("slow")) {
        waiting.add(next);
      } else {
        next.proceed();
      }
    });
    try (Peer leaving = server.join("/a");
        RawSocket coming = server.open()) {
      coming.text("40/a,{\"slow\":true}");
      Middleware.Next next = waiting.poll(30, TimeUnit.SECONDS);
      leaving.raw().text("41/a,");
      TestServer.await("leaving", () -> !leaving.socket().isConnected());

      next.proceed();
      coming.read();

      assertSame(leaving.socket().namespace(), server.next("/a").namespace());
      parent.emit("hi");
      assertEquals("42/a,[\"hi\"]", coming.read());
    }
  }

  @Test
  void itIsKeptWhileASessionCanBeRecovered() throws IOException {
    Recovery brief = new Recovery(Duration.ofSeconds(2), true, 10, 1000, 10);
    server.close();
    server = new TestServer(SocketIoOptions.builder().cleanUpEmptyNamespaces(true).recovery(brief));
    parent = server.watched(server.io().of(_ -> true));
    Peer lost = server.join("/a");
    List<List<Namespace>> seen = new CopyOnWriteArrayList<>();
    lost.socket().onDisconnect(_ -> seen.add(parent.children()));

    lost.close();

    TestServer.await("the clean-up", () -> parent.children().isEmpty());
    assertEquals(List.of(List.of(lost.socket().namespace())), seen);
  }

  @Test
  void aNamespaceMadeByTheServerIsKept() throws IOException {
    Namespace there = server.of("/there");
    server.join("/there").close();
    TestServer.await("leaving", () -> there.fetchSockets().await().isEmpty());

    assertSame(there, server.io().of("/there"));
  }
}
