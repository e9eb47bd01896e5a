package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests events that are dropped for clients that cannot take them immediately.
@Timeout(120)
final class VolatileTest {
  @AutoClose private final TestServer server = new TestServer();
  private final Namespace root = server.of("/");

  @Test
  void aVolatileEventArrivesIfNothingWaits() throws IOException {
    try (Peer peer = server.join()) {
      peer.got();
      peer.socket().emitVolatile("v", 1);

      assertEquals(List.of("42[\"v\",1]"), peer.got());
    }
  }

  @Test
  void theSecondOfTwoVolatileEventsIsDropped() throws IOException {
    root.on(
        "go",
        event -> {
          event.socket().emitVolatile("v1");
          event.socket().emit("n");
          event.socket().emitVolatile("v2");
          event.socket().emitVolatile("v3");
        });
    try (Peer peer = server.join()) {
      peer.send(2, "[\"go\"]");

      assertEquals(List.of("42[\"v1\"]", "42[\"n\"]"), peer.got());
    }
  }

  @Test
  void aVolatileEventAfterAnotherEventIsDropped() throws IOException {
    root.on(
        "go",
        event -> {
          event.socket().emit("n");
          event.socket().emitVolatile("v");
        });
    try (Peer peer = server.join()) {
      peer.send(2, "[\"go\"]");

      assertEquals(List.of("42[\"n\"]"), peer.got());
    }
  }

  @Test
  void aVolatileEventIsDroppedWithItsAttachments() throws IOException {
    root.on(
        "go",
        event -> {
          event.socket().emitVolatile("v", new byte[] {1}, new byte[] {2});
          event.socket().emitVolatile("v", new byte[] {3}, new byte[] {4});
        });
    try (Peer peer = server.join()) {
      peer.send(2, "[\"go\"]");

      assertEquals(
          List.of(
              "452-[\"v\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
              "<01>",
              "<02>"),
          peer.got());
    }
  }

  @Test
  void aVolatileBroadcastIsDroppedOnlyForBusyClients() throws IOException {
    root.on(
        "go",
        event -> {
          event.socket().emit("n");
          root.volatileOnly().emit("v");
        });
    try (Peer busy = server.join();
        Peer idle = server.join()) {
      busy.got();
      idle.got();
      busy.send(2, "[\"go\"]");

      assertEquals(List.of("42[\"n\"]"), busy.got());
      assertEquals("42[\"v\"]", idle.raw().read());
    }
  }

  @Test
  void volatileEventsDoNotQueueForASlowReader() throws IOException {
    String large = "x".repeat(100_000);
    int sent = 1000;
    try (Peer slow = server.join()) {
      slow.got();
      for (int i = 0; i < sent; i++) {
        slow.socket().emitVolatile("v", large);
      }

      List<String> got = new ArrayList<>(slow.got());

      assertTrue(!got.isEmpty() && got.size() < sent, () -> "got " + got.size());
    }
  }

  @Test
  void pollingClientsReceiveVolatileEventsOnlyDuringAPoll() throws Exception {
    try (PollingPeer peer = new PollingPeer(server)) {
      Socket socket = peer.socket();
      socket.emitVolatile("nobody polls");
      CompletableFuture<String> poll = peer.poll();
      TestServer.await(
          "a volatile event",
          () -> {
            socket.emitVolatile("v");
            return poll.isDone();
          });

      assertEquals("42[\"v\"]", poll.get());
    }
  }
}
