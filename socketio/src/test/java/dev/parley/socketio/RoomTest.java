package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests which sockets receive events for rooms.
@Timeout(120)
class RoomTest {
  private static final String HI = "42[\"hi\"]";

  @AutoClose private final TestServer server = newServer(SocketIoOptions.builder());
  private final Namespace root = server.of("/");

  /// The same tests run with servers of other options.
  TestServer newServer(SocketIoOptions.Builder options) {
    return new TestServer(options);
  }

  // --- Rooms -------------------------------------------------------------------------------------

  @Test
  void everySocketIsInTheRoomOfItsId() throws IOException {
    try (Peer one = server.join();
        Peer two = server.join()) {
      root.to(one.sid()).emit("hi");

      assertEquals(Set.of(one.sid()), one.socket().rooms());
      assertEquals(List.of(HI), one.got());
      assertEquals(List.of(), two.got());
    }
  }

  @Test
  void aSocketThatLeftARoomReceivesNothing() throws IOException {
    try (Peer peer = server.join()) {
      peer.socket().join("room");
      root.to("room").emit("hi");
      peer.socket().leave("room");
      root.to("room").emit("more");

      assertEquals(List.of(HI), peer.got());
      assertEquals(Set.of(peer.sid()), peer.socket().rooms());
    }
  }

  @Test
  void aSocketCannotLeaveItsOwnRoom() throws IOException {
    try (Peer peer = server.join()) {
      peer.socket().leave(peer.sid());
      root.socketsLeave(peer.sid());
      root.to(peer.sid()).emit("hi");

      assertEquals(List.of(HI), peer.got());
      assertEquals(Set.of(peer.sid()), peer.socket().rooms());
    }
  }

  @Test
  void eventsBeforeAJoinAreNotDelivered() throws IOException {
    try (Peer peer = server.join()) {
      root.to("room").emit("early");
      peer.socket().join("room");
      root.to("room").emit("hi");

      assertEquals(List.of(HI), peer.got());
    }
  }

  @Test
  void allRoomsAreLeftWithTheEnd() throws IOException {
    try (Peer gone = server.join()) {
      gone.socket().join("room");
      gone.socket().disconnect(false);
      TestServer.await("the end", () -> gone.socket().rooms().isEmpty());

      assertEquals(List.of(), root.to("room").fetchSockets().await());
    }
  }

  @Test
  void aDisconnectedSocketJoinsNothing() throws IOException {
    try (Peer gone = server.join()) {
      gone.socket().disconnect(false);
      TestServer.await("the end", () -> gone.socket().rooms().isEmpty());

      gone.socket().join("room");

      assertEquals(Set.of(), gone.socket().rooms());
      assertEquals(List.of(), root.to("room").fetchSockets().await());
    }
  }

  @Test
  void aRoomGoesWithItsLastSocket() throws IOException {
    try (Peer leaving = server.join();
        Peer gone = server.join()) {
      leaving.socket().join("a", "b");
      gone.socket().join("b", "c");
      assertEquals(
          Set.of(leaving.sid(), gone.sid(), "a", "b", "c"), root.adapter().rooms().await());

      leaving.socket().leave("a");
      leaving.socket().leave("b");
      gone.socket().disconnect(false);
      TestServer.awaitEnd(gone.socket());

      assertEquals(Set.of(leaving.sid()), root.adapter().rooms().await());
    }
  }

  // --- Many rooms --------------------------------------------------------------------------------

  @Test
  void aSocketInSeveralRoomsReceivesAnEventOnce() throws IOException {
    try (Peer both = server.join();
        Peer one = server.join();
        Peer none = server.join()) {
      both.socket().join("a", "b");
      one.socket().join("b");

      root.to("a").to("b", both.sid()).emit("hi");

      assertEquals(List.of(HI), both.got());
      assertEquals(List.of(HI), one.got());
      assertEquals(List.of(), none.got());
    }
  }

  @Test
  void socketsOfAnExceptedRoomReceiveNothing() throws IOException {
    try (Peer in = server.join();
        Peer excepted = server.join()) {
      in.socket().join("a");
      excepted.socket().join("a", "b");

      root.to("a").except("b").emit("hi");
      root.except("b").emit("hi");

      assertEquals(List.of(HI, HI), in.got());
      assertEquals(List.of(), excepted.got());
    }
  }

  @Test
  void aSingleSocketCanBeExcepted() throws IOException {
    try (Peer one = server.join();
        Peer two = server.join()) {
      root.except(one.sid()).emit("hi");

      assertEquals(List.of(), one.got());
      assertEquals(List.of(HI), two.got());
    }
  }

  @Test
  void withoutRoomsAllAreMeant() throws IOException {
    try (Peer one = server.join();
        Peer two = server.join()) {
      root.emit("hi");
      root.local().emit("hi");

      assertEquals(List.of(HI, HI), one.got());
      assertEquals(List.of(HI, HI), two.got());
    }
  }

  @Test
  void anOperatorNeverChanges() throws IOException {
    try (Peer in = server.join();
        Peer out = server.join()) {
      in.socket().join("room");
      BroadcastOperator all = root.everybody();
      BroadcastOperator some = all.to("room");
      some.except("room").emit("hi");
      some.to("other").emit("hi");
      all.emit("hi");

      assertEquals(List.of(HI, HI), in.got());
      assertEquals(List.of(HI), out.got());
    }
  }

  // --- Broadcasts from a socket ------------------------------------------------------------------

  @Test
  void aSocketBroadcastsToAllOthers() throws IOException {
    try (Peer sender = server.join();
        Peer other = server.join()) {
      sender.socket().broadcast().emit("hi");

      assertEquals(List.of(), sender.got());
      assertEquals(List.of(HI), other.got());
    }
  }

  @Test
  void aSocketSendsToTheOthersInARoom() throws IOException {
    try (Peer sender = server.join();
        Peer in = server.join();
        Peer out = server.join()) {
      sender.socket().join("room");
      in.socket().join("room");

      sender.socket().to("room").emit("hi");
      sender.socket().in("room").emit("hi");

      assertEquals(List.of(), sender.got());
      assertEquals(List.of(HI, HI), in.got());
      assertEquals(List.of(), out.got());
    }
  }

  @Test
  void aSocketExceptsItselfAndARoom() throws IOException {
    try (Peer sender = server.join();
        Peer in = server.join();
        Peer out = server.join()) {
      in.socket().join("room");

      sender.socket().except("room").emit("hi");

      assertEquals(
          List.of(List.of(), List.of(), List.of(HI)), List.of(sender.got(), in.got(), out.got()));
    }
  }

  @Test
  void bytesReachEveryone() throws IOException {
    try (Peer one = server.join();
        Peer two = server.join()) {
      root.emit("hi", new byte[] {1, 2}, new byte[] {3});

      List<String> expected =
          List.of(
              "452-[\"hi\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
              "<0102>",
              "<03>");
      assertEquals(expected, one.got());
      assertEquals(expected, two.got());
    }
  }
}
