package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests how a client joins a namespace: the handshake, middlewares, and the order of packets.
@Timeout(120)
final class MiddlewareTest {
  private static final JsonNode CODE = JsonNodeFactory.instance.objectNode().put("code", 7);

  @AutoClose private final TestServer server = new TestServer();
  private final Namespace root = server.of("/");

  // --- Clients that middlewares accept -----------------------------------------------------------

  @Test
  void eventsOfTheConnectionListenerFollowTheConnectPacket() throws IOException {
    root.onConnection(socket -> socket.emit("hello", 1));
    try (RawSocket raw = server.open()) {
      assertTrue(raw.text("40").read().startsWith("40{\"sid\""));
      assertEquals("42[\"hello\",1]", raw.read());
    }
  }

  @Test
  void aSocketIsInItsOwnRoomWhenItsListenerIsCalled() throws IOException {
    BlockingQueue<Set<String>> rooms = new LinkedBlockingQueue<>();
    root.onConnection(socket -> rooms.add(socket.rooms()));
    try (Peer peer = server.join()) {
      assertEquals(Set.of(peer.sid()), rooms.poll());
    }
  }

  @Test
  void middlewaresAreAskedInTheirOrder() throws IOException {
    List<String> asked = new CopyOnWriteArrayList<>();
    root.use((_, next) -> {
      asked.add("first");
      next.proceed();
    });
    root.use((_, next) -> {
      asked.add("second");
      next.proceed();
    });
    root.onConnection(_ -> asked.add("connected"));
    try (Peer _ = server.join()) {
      assertEquals(List.of("first", "second", "connected"), asked);
    }
  }

  @Test
  void aMiddlewareMayDecideLaterOnAnyThread() throws IOException {
    root.use((_, next) -> Thread.ofVirtual().start(next::proceed));
    try (Peer peer = server.join()) {
      assertEquals(List.of(), peer.got());
    }
  }

  @Test
  void aMiddlewareDecidesOnce() throws IOException {
    root.use((_, next) -> {
      next.proceed();
      next.refuse("too late", null);
      next.proceed();
    });
    try (Peer peer = server.join()) {
      assertEquals(List.of(), peer.got());
    }
  }

  @Test
  void aSocketInAMiddlewareIsNotConnected() throws IOException {
    BlockingQueue<Boolean> connected = new LinkedBlockingQueue<>();
    root.use((socket, next) -> {
      connected.add(socket.isConnected());
      next.proceed();
    });
    root.onConnection(socket -> connected.add(socket.isConnected()));
    try (Peer _ = server.join()) {
      assertEquals(List.of(false, true), new ArrayList<>(connected));
    }
  }

  @Test
  void eventsSentInAMiddlewareAreDropped() throws IOException {
    root.use((socket, next) -> {
      socket.join("room");
      socket.emit("early");
      root.to("room").emit("early");
      next.proceed();
    });
    try (Peer peer = server.join()) {
      assertEquals(List.of(), peer.got());
    }
  }

  @Test
  void roomsJoinedInAMiddlewareAreKept() throws IOException {
    root.use((socket, next) -> {
      socket.join("room");
      next.proceed();
    });
    try (Peer peer = server.join()) {
      root.to("room").emit("hi");

      assertEquals(Set.of(peer.sid(), "room"), peer.socket().rooms());
      assertEquals(List.of("42[\"hi\"]"), peer.got());
    }
  }

  @Test
  void aFailingListenerDoesNotAffectOthers() throws IOException {
    root.onConnection(_ -> {
      throw new TestServer.Wanted();
    });
    root.onConnection(socket -> socket.emit("hello"));
    try (Peer peer = server.join()) {
      assertEquals(List.of("42[\"hello\"]"), peer.got());
    }
  }

  // --- Clients that middlewares refuse -----------------------------------------------------------

  @Test
  void aRefusalIsSentWithItsMessage() throws IOException {
    root.use((_, next) -> next.refuse("not authorized", null));
    try (RawSocket raw = server.open()) {
      assertEquals("44{\"message\":\"not authorized\"}", raw.text("40").read());
    }
  }

  @Test
  void aRefusalIsSentWithItsData() throws IOException {
    server.of("/a").use((_, next) -> next.refuse("not authorized", CODE));
    try (RawSocket raw = server.open()) {
      assertEquals(
          "44/a,{\"message\":\"not authorized\",\"data\":{\"code\":7}}", raw.text("40/a").read());
    }
  }

  @Test
  void aRefusalSkipsTheOtherMiddlewares() throws IOException {
    List<String> asked = new CopyOnWriteArrayList<>();
    root.use((_, next) -> next.refuse("no", null));
    root.use((_, next) -> {
      asked.add("second");
      next.proceed();
    });
    root.onConnection(_ -> asked.add("connected"));
    try (RawSocket raw = server.open()) {
      assertEquals("44{\"message\":\"no\"}", raw.text("40").read());
      assertEquals(List.of(), asked);
    }
  }

  @Test
  void aRefusedClientMayRetryOnTheSameConnection() throws IOException {
    root.use((socket, next) -> {
      if (socket.handshake().auth().path("token").asText().equals("good")) {
        next.proceed();
      } else {
        next.refuse("bad token", null);
      }
    });
    try (RawSocket raw = server.open()) {
      assertEquals("44{\"message\":\"bad token\"}", raw.text("40{\"token\":\"x\"}").read());
      assertTrue(raw.text("40{\"token\":\"good\"}").read().startsWith("40{\"sid\""));
    }
  }

  @Test
  void aRefusedClientMayJoinOtherNamespaces() throws IOException {
    server.of("/a").use((_, next) -> next.refuse("no", null));
    try (Peer peer = server.join()) {
      assertEquals("44/a,{\"message\":\"no\"}", peer.raw().text("40/a,").read());
      assertEquals(List.of(), peer.got());
    }
  }

  @Test
  void aMiddlewareThatFailsRefuses() throws IOException {
    root.use((_, _) -> {
      throw new TestServer.Wanted();
    });
    try (RawSocket raw = server.open()) {
      assertEquals("44{\"message\":\"Internal error\"}", raw.text("40").read());
    }
  }

  @Test
  void aRefusedClientLeavesTheRoomsOfItsMiddleware() throws Exception {
    BlockingQueue<Socket> refused = new LinkedBlockingQueue<>();
    root.use((socket, next) -> {
      socket.join("room");
      refused.add(socket);
      next.refuse("no", null);
    });
    try (RawSocket raw = server.open()) {
      raw.text("40").read();
      Socket socket = refused.poll(30, TimeUnit.SECONDS);

      assertEquals(Set.of(), socket.rooms());
      socket.join("other");
      assertEquals(Set.of(), socket.rooms());
      assertEquals(List.of(), root.fetchSockets().await());
    }
  }

  @Test
  void aClientLostInAMiddlewareNeverConnects() throws Exception {
    BlockingQueue<Middleware.Next> waiting = new LinkedBlockingQueue<>();
    List<Socket> connected = new CopyOnWriteArrayList<>();
    server.of("/a").onConnection(connected::add).use((_, next) -> waiting.add(next));
    RawSocket raw = server.open();
    raw.text("40/a,");
    Middleware.Next next = waiting.poll(30, TimeUnit.SECONDS);
    raw.close();
    TestServer.await("the loss", () -> server.io().connections() == 0);

    next.proceed();

    try (Peer _ = server.join()) {
      assertEquals(List.of(), connected);
      assertEquals(List.of(), server.of("/a").fetchSockets().await());
    }
  }

  // --- The handshake -----------------------------------------------------------------------------

  @Test
  void middlewaresAlsoRunWithoutAuth() throws IOException {
    BlockingQueue<JsonNode> auth = new LinkedBlockingQueue<>();
    root.use((socket, next) -> {
      auth.add(socket.handshake().auth());
      next.proceed();
    });
    try (Peer _ = server.join()) {
      assertEquals(JsonNodeFactory.instance.objectNode(), auth.poll());
    }
  }

  @Test
  void authBelongsToOneNamespace() throws IOException {
    server.of("/a");
    try (RawSocket raw = server.open()) {
      raw.text("40{\"token\":\"1\"}").text("40/a,{\"token\":\"2\"}");

      assertEquals(TextNode.valueOf("1"), server.next("/").handshake().auth().get("token"));
      assertEquals(TextNode.valueOf("2"), server.next("/a").handshake().auth().get("token"));
    }
  }

  @Test
  void theHandshakeHasTheFirstRequestsData() throws IOException {
    try (RawSocket raw = new RawSocket(server.port(), "EIO=4&transport=websocket&room=a%20b")) {
      raw.read();
      raw.text("40");

      Handshake handshake = server.next("/").handshake();

      assertEquals("a b", handshake.query().get("room"));
      assertEquals("/socket.io/?EIO=4&transport=websocket&room=a%20b", handshake.url());
      assertEquals("x", handshake.header("Host").orElseThrow());
      assertEquals("127.0.0.1", handshake.address());
      assertFalse(handshake.secure());
      assertFalse(handshake.crossDomain());
    }
  }
}
