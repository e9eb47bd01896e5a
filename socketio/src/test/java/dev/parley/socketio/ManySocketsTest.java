package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests operations on many sockets at once, including those of other servers.
@Timeout(120)
final class ManySocketsTest {
  private static final String HI = "42[\"hi\"]";

  @AutoClose private final TestServer server = new TestServer();
  private final Namespace root = server.of("/");

  @Test
  void aFetchedSocketHasItsProperties() throws IOException {
    try (Peer peer = server.join()) {
      peer.socket().join("room");
      peer.socket().data().put("name", "Ann");

      RemoteSocket fetched = root.in("room").fetchSockets().await().getFirst();

      assertEquals(peer.sid(), fetched.id());
      assertEquals(Set.of(peer.sid(), "room"), fetched.rooms());
      assertEquals("Ann", fetched.data().get("name"));
      assertEquals("127.0.0.1", fetched.handshake().address());
    }
  }

  @Test
  void aFetchedSocketCanBeSentToAndMovedAndDisconnected() throws IOException {
    try (Peer peer = server.join()) {
      RemoteSocket fetched = root.fetchSockets().await().getFirst();

      fetched.join("room");
      root.to("room").emit("hi");
      fetched.leave("room");
      root.to("room").emit("more");
      fetched.emit("bye");
      fetched.disconnect(false);

      assertEquals(HI, peer.raw().read());
      assertEquals("42[\"bye\"]", peer.raw().read());
      assertEquals("41", peer.raw().read());
    }
  }

  @Test
  void socketsOfATargetAreFetched() throws IOException {
    try (Peer one = server.join();
        Peer two = server.join();
        Peer three = server.join()) {
      one.socket().join("a");
      two.socket().join("a", "b");
      three.socket().join("c");

      List<RemoteSocket> fetched = root.to("a", "c").except("b").fetchSockets().await();

      assertEquals(
          Set.of(one.sid(), three.sid()),
          Set.copyOf(fetched.stream().map(RemoteSocket::id).toList()));
    }
  }

  /// Runs on the peer's own event loop, so that all operations are requested before one is
  /// executed.
  private void asked(Peer peer, Runnable what) throws IOException {
    peer.socket().once("go", _ -> what.run());
    peer.send(2, "[\"go\"]");
  }

  @Test
  void socketsMadeToJoinReceiveTheNextEvent() throws IOException {
    try (Peer one = server.join();
        Peer two = server.join()) {
      asked(
          one,
          () -> {
            root.to(one.sid()).socketsJoin("room", "more");
            root.to("room").emit("hi");
          });

      assertEquals(List.of(HI), one.got());
      assertEquals(List.of(), two.got());
      assertEquals(Set.of(one.sid(), "room", "more"), one.socket().rooms());
    }
  }

  @Test
  void socketsMadeToLeaveMissTheNextEvent() throws IOException {
    try (Peer peer = server.join()) {
      peer.socket().join("room");
      asked(
          peer,
          () -> {
            root.socketsLeave("room");
            root.to("room").emit("hi");
          });

      assertEquals(List.of(), peer.got());
      assertEquals(Set.of(peer.sid()), peer.socket().rooms());
    }
  }

  @Test
  void disconnectedSocketsMissTheNextEvent() throws IOException {
    try (Peer peer = server.join()) {
      asked(
          peer,
          () -> {
            root.emit("bye");
            root.disconnectSockets(true);
            root.emit("hi");
          });

      assertEquals("42[\"bye\"]", peer.raw().read());
      assertEquals("41", peer.raw().read());
      assertEquals("close 1005", peer.raw().readToTheEnd());
    }
  }

  @Test
  void theLastJoinOrLeaveApplies() throws IOException {
    try (Peer peer = server.join()) {
      asked(
          peer,
          () -> {
            root.socketsJoin("a");
            peer.socket().leave("a");
            peer.socket().join("b");
            root.socketsLeave("b");
            root.socketsLeave("c");
            peer.socket().join("c");
            root.to("a", "b").emit("no");
            root.to("c").emit("hi");
          });

      assertEquals(List.of(HI), peer.got());
      assertEquals(Set.of(peer.sid(), "c"), peer.socket().rooms());
    }
  }

  @Test
  void thoseInARoomCanBeDisconnected() throws IOException {
    try (Peer in = server.join();
        Peer out = server.join()) {
      in.socket().join("room");
      root.in("room").disconnectSockets(false);
      root.emit("hi");

      assertEquals("41", in.raw().read());
      assertEquals(List.of(HI), out.got());
      try (Peer again = server.join(in.raw(), "/")) {
        assertEquals(List.of(), again.got());
      }
    }
  }

  @Test
  void connectionsOfARoomCanBeClosed() throws IOException {
    server.of("/a");
    try (Peer in = server.join();
        Peer a = server.join(in.raw(), "/a")) {
      root.disconnectSockets(true);

      assertEquals(Set.of("41", "41/a,"), Set.copyOf(List.of(in.raw().read(), in.raw().read())));
      assertEquals("close 1005", a.raw().readToTheEnd());
    }
  }

  @Test
  void serverSideEmitOfASingleServerReachesNobody() throws IOException {
    try (Peer peer = server.join()) {
      assertEquals(List.of(), root.serverSideEmit("hi", 1).await());
      assertEquals(List.of(), peer.got());
    }
  }
}
