package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests the notifications of a [RoomListener].
@Timeout(120)
final class RoomListenerTest {
  @AutoClose private final TestServer server = new TestServer();
  private final List<String> heard = new CopyOnWriteArrayList<>();

  private void listen() {
    server
        .of("/")
        .adapter()
        .onRooms(
            new RoomListener() {
              @Override
              public void created(String room) {
                heard.add("created " + room);
              }

              @Override
              public void deleted(String room) {
                heard.add("deleted " + room);
              }

              @Override
              public void joined(String room, String id) {
                heard.add("joined " + room + " " + id);
              }

              @Override
              public void left(String room, String id) {
                heard.add("left " + room + " " + id);
              }
            });
  }

  @Test
  void aRoomBeginsWithItsFirstSocketAndEndsWithItsLast() throws IOException {
    listen();
    try (Peer one = server.join();
        Peer two = server.join()) {
      heard.clear();
      one.socket().join("room");
      one.got();
      two.socket().join("room");
      two.socket().join("room");
      two.got();
      one.socket().leave("room");
      one.got();
      two.socket().leave("room");
      two.socket().leave("room");
      two.got();

      assertEquals(
          List.of(
              "created room",
              "joined room " + one.sid(),
              "joined room " + two.sid(),
              "left room " + one.sid(),
              "left room " + two.sid(),
              "deleted room"),
          heard);
    }
  }

  @Test
  void aSocketsOwnRoomComesAndGoesWithIt() throws IOException {
    listen();
    try (Peer peer = server.join()) {
      peer.socket().disconnect(false);
      String id = peer.sid();

      TestServer.await("the end", () -> heard.size() == 4);
      assertEquals(
          List.of(
              "created " + id, "joined " + id + " " + id, "left " + id + " " + id, "deleted " + id),
          heard);
    }
  }

  @Test
  void allRoomsEndWithTheirLastSocket() throws IOException {
    listen();
    try (Peer peer = server.join()) {
      peer.socket().join("a", "b");
      peer.socket().disconnect(false);

      TestServer.await("the end", () -> heard.contains("deleted " + peer.sid()));
      assertEquals(1, heard.stream().filter("deleted a"::equals).count());
      assertEquals(1, heard.stream().filter("deleted b"::equals).count());
    }
  }

  @Test
  void aFailingListenerAffectsNobody() throws IOException {
    server
        .of("/")
        .adapter()
        .onRooms(
            new RoomListener() {
              @Override
              public void joined(String room, String id) {
                throw new TestServer.Wanted();
              }
            });
    listen();
    try (Peer peer = server.join()) {
      assertEquals(List.of(), peer.got());
      assertEquals("joined " + peer.sid() + " " + peer.sid(), heard.getLast());
    }
  }

  @Test
  void aListenerMayUseTheServer() throws IOException {
    Namespace root = server.of("/");
    root.adapter()
        .onRooms(
            new RoomListener() {
              @Override
              public void joined(String room, String id) {
                if (room.equals("a")) {
                  root.to(id).socketsJoin("b");
                  root.to(id).emit("joined", room);
                }
              }
            });
    try (Peer peer = server.join()) {
      peer.socket().join("a");

      assertEquals("42[\"joined\",\"a\"]", peer.raw().read());
      assertEquals(1, root.to("b").fetchSockets().await().size());
    }
  }

  @Test
  void roomEventsAreConsistentDuringConcurrentMoves() throws IOException {
    listen();
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Peer> peers = new ArrayList<>();
    try {
      for (int i = 0; i < 6; i++) {
        peers.add(server.join());
      }
      for (int i = 0; i < 3000; i++) {
        Socket socket = peers.get(random.nextInt(peers.size())).socket();
        String room = "room" + random.nextInt(3);
        if (random.nextBoolean()) {
          socket.join(room);
        } else {
          socket.leave(room);
        }
      }
      for (Peer peer : peers) {
        peer.got();
      }

      Map<String, Integer> members = new HashMap<>();
      for (String news : heard) {
        String[] words = news.split(" ", -1);
        int before = members.getOrDefault(words[1], 0);
        switch (words[0]) {
          case "created" -> assertEquals(0, before, "seed " + seed);
          case "joined" -> members.put(words[1], before + 1);
          case "left" -> members.put(words[1], before - 1);
          default -> assertEquals(0, before, "seed " + seed);
        }
      }
      for (int i = 0; i < 3; i++) {
        String room = "room" + i;
        long in = peers.stream().filter(peer -> peer.socket().rooms().contains(room)).count();
        assertEquals(in, members.getOrDefault(room, 0).longValue(), "seed " + seed);
        assertEquals(in, server.io().to(room).fetchSockets().await().size(), "seed " + seed);
      }
    } finally {
      for (Peer peer : peers) {
        peer.close();
      }
    }
  }

  @Test
  void anErrorInAListenerDoesNotBlockOthers() throws IOException {
    server
        .of("/")
        .adapter()
        .onRooms(
            new RoomListener() {
              @Override
              public void created(String room) {
                throw new WantedError();
              }
            });
    listen();

    try (Peer one = server.join();
        Peer two = server.join()) {
      TestServer.await(
          "the news of both",
          () -> heard.contains("created " + one.sid()) && heard.contains("created " + two.sid()));
    }
  }
}
