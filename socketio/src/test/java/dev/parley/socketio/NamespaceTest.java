package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests namespaces: existing ones, those that are created when a client asks for them, and their
/// end.
@Timeout(120)
final class NamespaceTest {
  @AutoClose private final TestServer server = new TestServer();
  private final SocketIoServer io = server.io();

  // --- Namespaces that exist from the start ------------------------------------------------------

  @Test
  void aNameBeginsWithASlash() {
    assertSame(io.of("/x"), io.of("x"));
    assertEquals("/x", io.of("x").name());
  }

  @Test
  void clientsDoNotJoinTheRootNamespaceByThemselves() throws IOException {
    server.of("/a");
    try (Peer _ = server.join("/a")) {
      assertEquals(0, io.fetchSockets().await().size());
    }
  }

  @Test
  void aConnectionHasADifferentIdInEachNamespace() throws IOException {
    server.of("/a");
    try (Peer root = server.join();
        Peer a = server.join(root.raw(), "/a")) {
      assertNotEquals(root.sid(), a.sid());
      assertEquals(a.sid(), a.socket().id());
    }
  }

  @Test
  void aRoomBelongsToItsNamespaceOnly() throws IOException {
    server.of("/a");
    try (Peer root = server.join();
        Peer a = server.join(root.raw(), "/a")) {
      root.socket().join("room");
      a.socket().join("room");

      io.of("/a").to("room").emit("hi");

      assertEquals(List.of("42/a,[\"hi\"]"), root.got());
    }
  }

  @Test
  void dataBelongsToItsNamespaceOnly() throws IOException {
    server.of("/a");
    try (Peer root = server.join();
        Peer a = server.join(root.raw(), "/a")) {
      root.socket().data().put("name", "Ann");

      assertTrue(a.socket().data().isEmpty());
    }
  }

  @Test
  void leavingANamespaceKeepsTheOthersAndAllowsRejoining() throws IOException {
    server.of("/a");
    try (Peer root = server.join();
        Peer a = server.join(root.raw(), "/a")) {
      root.raw().text("41/a,");

      assertEquals(List.of(), root.got());
      try (Peer again = server.join(root.raw(), "/a")) {
        assertNotEquals(a.sid(), again.sid());
      }
    }
  }

  @Test
  void aQuestionMarkIsPartOfTheName() throws IOException {
    server.of("/x");
    try (RawSocket raw = server.open()) {
      assertEquals("44/x?a=b,{\"message\":\"Invalid namespace\"}", raw.text("40/x?a=b,").read());
    }
  }

  // --- Namespaces that are created when a client asks --------------------------------------------

  @Test
  void aPredicateDecidesByTheName() throws IOException {
    server.watched(io.of(name -> name.endsWith("7")));
    try (Peer seven = server.join("/room-7");
        RawSocket eight = server.open()) {
      assertEquals("/room-7", seven.socket().namespace().name());
      assertEquals(
          "44/room-8,{\"message\":\"Invalid namespace\"}", eight.text("40/room-8,").read());
    }
  }

  @Test
  void aPatternDecidesByTheWholeName() throws IOException {
    server.watched(io.of(Pattern.compile("/room-\\d+")));
    try (Peer room = server.join("/room-12");
        RawSocket other = server.open()) {
      assertEquals("/room-12", room.socket().namespace().name());
      assertEquals(
          "44/room-1x,{\"message\":\"Invalid namespace\"}", other.text("40/room-1x,").read());
    }
  }

  @Test
  void aPredicateMayReadTheAuthAndDecideLater() throws IOException {
    io.of((name, auth) -> io.fetchSockets().map(_ -> auth.path("key").asInt() == name.length()));
    try (RawSocket raw = server.open()) {
      assertEquals("44/abc,{\"message\":\"Invalid namespace\"}", raw.text("40/abc,").read());
      assertTrue(raw.text("40/abc,{\"key\":4}").read().startsWith("40/abc,{\"sid\""));
    }
  }

  @Test
  void aFailingPredicateRefusesClients() throws IOException {
    io.of(name -> Integer.parseInt(name) > 0);
    try (RawSocket raw = server.open()) {
      assertEquals("44/abc,{\"message\":\"Invalid namespace\"}", raw.text("40/abc,").read());
      assertTrue(raw.text("40").read().startsWith("40{\"sid\""));
    }
  }

  @Test
  void predicatesAreNotAskedAboutAnExistingNamespace() throws IOException {
    Namespace there = server.of("/there");
    AtomicInteger asked = new AtomicInteger();
    io.of(_ -> asked.incrementAndGet() > 0);
    try (Peer peer = server.join("/there")) {
      assertSame(there, peer.socket().namespace());
      assertEquals(0, asked.get());
    }
  }

  @Test
  void predicatesAreAskedInTheOrderOfTheirAddition() throws IOException {
    List<String> asked = new CopyOnWriteArrayList<>();
    ParentNamespace none = io.of(_ -> !asked.add("none"));
    ParentNamespace first = server.watched(io.of(_ -> asked.add("first")));
    ParentNamespace second = io.of(_ -> asked.add("second"));
    try (Peer peer = server.join("/a")) {
      assertEquals(List.of("none", "first"), asked);
      assertEquals(List.of(peer.socket().namespace()), first.children());
      assertEquals(0, none.children().size() + second.children().size());
    }
  }

  @Test
  void aChildHasTheMiddlewaresAndListenersOfItsParent() throws IOException {
    server
        .watched(io.of(_ -> true))
        .use((socket, next) -> {
          socket.data().put("greeting", "hello");
          next.proceed();
        })
        .onConnection(socket -> socket.emit("greet", socket.data().get("greeting")))
        .on("where", event -> event.ack(event.socket().namespace().name()));
    try (Peer peer = server.join("/a")) {
      peer.send(2, "1[\"where\"]");

      assertEquals(List.of("42/a,[\"greet\",\"hello\"]", "43/a,1[\"/a\"]"), peer.got());
    }
  }

  @Test
  void eventsOfAParentReachAllItsChildren() throws IOException {
    ParentNamespace parent = server.watched(io.of(_ -> true));
    try (Peer a = server.join("/a");
        Peer b = server.join("/b");
        Peer root = server.join()) {
      parent.emit("hi", 1);

      assertEquals(List.of("42/a,[\"hi\",1]"), a.got());
      assertEquals(List.of("42/b,[\"hi\",1]"), b.got());
      assertEquals(List.of(), root.got());
    }
  }

  @Test
  void concurrentJoinsMakeOneNamespace() throws IOException {
    int clients = 8;
    AtomicInteger asked = new AtomicInteger();
    Promise<Boolean> allHaveAsked = Promise.promise();
    List<Namespace> made = new CopyOnWriteArrayList<>();
    io.onNewNamespace(made::add);
    ParentNamespace parent =
        server.watched(
            io.of((_, _) -> {
              if (asked.incrementAndGet() == clients) {
                allHaveAsked.complete(true);
              }
              return allHaveAsked.future();
            }));
    List<RawSocket> raws = new ArrayList<>();
    try {
      for (int i = 0; i < clients; i++) {
        raws.add(server.open().text("40/a,"));
      }
      for (RawSocket raw : raws) {
        assertTrue(raw.read().startsWith("40/a,{\"sid\""));
      }

      parent.emit("hi");

      for (RawSocket raw : raws) {
        assertEquals("42/a,[\"hi\"]", raw.read());
      }
      assertEquals(parent.children(), made);
    } finally {
      for (RawSocket raw : raws) {
        raw.close();
      }
    }
  }

  @Test
  void nobodyIsInANewNamespaceBeforeItsListeners() throws IOException {
    io.onNewNamespace(made -> made.use((_, next) -> next.refuse("not here", null)));
    io.of(_ -> true);
    try (RawSocket raw = server.open()) {
      assertEquals("44/a,{\"message\":\"not here\"}", raw.text("40/a,").read());
    }
  }

  @Test
  void aFailingNamespaceListenerAffectsNobody() throws IOException {
    io.onNewNamespace(_ -> {
      throw new TestServer.Wanted();
    });
    server.of("/a");
    try (Peer peer = server.join("/a")) {
      assertEquals(List.of(), peer.got());
    }
  }

  @Test
  void anEmptyNamespaceStaysByDefault() throws IOException {
    ParentNamespace parent = server.watched(io.of(_ -> true));
    Namespace first = joinAndLeave("/a");

    assertSame(first, joinAndLeave("/a"));
    assertEquals(List.of(first), parent.children());
  }

  private Namespace joinAndLeave(String name) throws IOException {
    try (Peer peer = server.join(name)) {
      peer.raw().text("41" + name + ",");
      TestServer.await("leaving", () -> !peer.socket().isConnected());
      return peer.socket().namespace();
    }
  }

  @Test
  void theAnswerOfAPredicateIsAwaitedByItsClientOnly() throws IOException {
    Promise<Boolean> later = Promise.promise();
    io.of((name, _) -> name.equals("/slow") ? later.future() : Future.succeededFuture(true));
    try (RawSocket slow = server.open();
        RawSocket quick = server.open()) {
      slow.text("40/slow,");

      assertTrue(quick.text("40/quick,").read().startsWith("40/quick,{\"sid\""));
      later.complete(true);
      assertTrue(slow.read().startsWith("40/slow,{\"sid\""));
      assertNotSame(io.of("/slow"), io.of("/quick"));
    }
  }
}
