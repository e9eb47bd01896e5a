package dev.parley.socketio.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.socketio.client.ScriptedServer.Peer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests a client without failures.
@Timeout(60)
final class SocketClientTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final ScriptedServer server = ScriptedServer.start();
  private final RecordedListener listener = new RecordedListener();
  private final SocketClient client =
      SocketClient.connect(
          SocketClientOptions.of(server.uri())
              .withAuth(JsonNodeFactory.instance.objectNode().put("token", "123")),
          listener);

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void theClientJoinsWithItsAuth() {
    Peer peer = server.accept();
    peer.open();

    assertEquals("/socket.io/?EIO=4&transport=websocket", peer.target());
    assertEquals("40{\"token\":\"123\"}", peer.receive());
    peer.send("40{\"sid\":\"a\"}");
    assertEquals("connected a", listener.next());
  }

  @Test
  void eventsAreDeliveredInOrder() {
    Peer peer = server.admit("a");
    peer.send("42[\"first\",{\"n\":1},\"é😀\"]");
    peer.send("42[\"second\"]");

    assertEquals("connected a", listener.next());
    assertEquals("event first [{\"n\":1}, \"é😀\"]", listener.next());
    assertEquals("event second []", listener.next());
  }

  @Test
  void emittedEventsAreSentInOrder() {
    Peer peer = server.admit("a");
    assertEquals("connected a", listener.next());

    client.emit("typing", Map.of("chatId", "1"), 2);
    client.emit("stop");

    assertEquals("42[\"typing\",{\"chatId\":\"1\"},2]", peer.receive());
    assertEquals("42[\"stop\"]", peer.receive());
  }

  @Test
  void anAcknowledgementCompletesItsOwnEvent() throws Exception {
    Peer peer = server.admit("a");
    assertEquals("connected a", listener.next());

    CompletableFuture<List<JsonNode>> one = client.emitWithAck(LONG, "one");
    CompletableFuture<List<JsonNode>> two = client.emitWithAck(LONG, "two");
    assertEquals("420[\"one\"]", peer.receive());
    assertEquals("421[\"two\"]", peer.receive());
    peer.send("437[\"nobody asked\"]");
    peer.send("431[{\"success\":true}]");
    peer.send("430[]");

    assertEquals("[]", one.get(20, TimeUnit.SECONDS).toString());
    assertEquals("[{\"success\":true}]", two.get(20, TimeUnit.SECONDS).toString());
  }

  @Test
  void aMissingAcknowledgementTimesOut() {
    var _ = server.admit("a");
    assertEquals("connected a", listener.next());

    var answer = client.emitWithAck(Duration.ofMillis(10), "one");

    assertInstanceOf(TimeoutException.class, failure(answer));
  }

  @Test
  void anAcknowledgementFailsWhenTheConnectionEnds() {
    Peer peer = server.admit("a");
    assertEquals("connected a", listener.next());

    var answer = client.emitWithAck(LONG, "one");
    assertEquals("420[\"one\"]", peer.receive());
    peer.end();

    assertEquals("transport close", failure(answer).getMessage());
  }

  @Test
  void anAcknowledgementFailsWhileThereIsNoConnection() {
    assertEquals("not connected", failure(client.emitWithAck(LONG, "one")).getMessage());
  }

  @Test
  void anEventWithAnAckIsAnsweredOnce() {
    RecordedListener answering = new RecordedListener();
    SocketClientListener twice =
        new SocketClientListener() {
          @Override
          public void connected(String id, boolean recovered) {
            answering.connected(id, recovered);
          }

          @Override
          public void eventToAnswer(String name, List<JsonNode> arguments, Reply reply) {
            reply.send("yes", arguments.getFirst());
            reply.send("no");
          }
        };
    var first = server.accept();
    try (SocketClient other = SocketClient.connect(SocketClientOptions.of(server.uri()), twice)) {
      Peer peer = server.admit("b");
      assertEquals("connected b", answering.next());

      peer.send("4212[\"really\",5]");
      assertEquals("4312[\"yes\",5]", peer.receive());
      other.emit("next");
      assertEquals("42[\"next\"]", peer.receive());
    }
    first.end();
  }

  @Test
  void pingsAreAnswered() {
    Peer peer = server.admit("a");

    peer.send("2");

    assertEquals("3", peer.receive());
  }

  @Test
  void aListenerThatFailsDoesNotEndTheConnection() {
    RecordedListener still = new RecordedListener();
    SocketClientListener failing =
        new SocketClientListener() {
          @Override
          public void connected(String id, boolean recovered) {
            throw new IllegalStateException("a fault of the listener's, on purpose");
          }

          @Override
          public void event(String name, List<JsonNode> arguments) {
            still.event(name, arguments);
          }
        };
    var first = server.accept();
    try (SocketClient _ = SocketClient.connect(SocketClientOptions.of(server.uri()), failing)) {
      server.admit("b").send("42[\"on\"]");

      assertEquals("event on []", still.next());
    }
    first.end();
  }

  @Test
  void closingSendsQueuedEventsAndLeaves() {
    Peer peer = server.admit("a");
    assertEquals("connected a", listener.next());

    client.emit("last");
    client.close();

    assertEquals("42[\"last\"]", peer.receive());
    assertEquals("41", peer.receive());
    assertEquals("closed", peer.receive());
    assertEquals(1, server.connections());
  }

  private static Throwable failure(CompletableFuture<?> answer) {
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> answer.get(20, TimeUnit.SECONDS));
    return assertInstanceOf(Throwable.class, failed.getCause());
  }
}
