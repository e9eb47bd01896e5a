package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests answers to events in both directions.
@Timeout(120)
final class AckTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(50);

  @AutoClose private final TestServer server = new TestServer();
  private final Namespace root = server.of("/");

  private record Sum(int a, int b) {}

  // --- Acks that the server requests -------------------------------------------------------------

  @Test
  void acksAreNumberedFromZeroInEachNamespace() throws IOException {
    server.of("/a");
    try (Peer one = server.join();
        Peer two = server.join();
        Peer a = server.join("/a")) {
      Future<JsonNode> first = one.socket().emitWithAck(LONG, "ask");
      Future<JsonNode> second = two.socket().emitWithAck(LONG, "ask", 1);
      Future<JsonNode> other = a.socket().emitWithAck(LONG, "ask");

      assertEquals("420[\"ask\"]", one.raw().read());
      assertEquals("421[\"ask\",1]", two.raw().read());
      assertEquals("42/a,0[\"ask\"]", a.raw().read());
      assertTrue(!first.isComplete() && !second.isComplete() && !other.isComplete());
    }
  }

  @Test
  void anAnswerIsItsFirstArgument() throws IOException {
    try (Peer peer = server.join()) {
      Future<JsonNode> answer = peer.socket().emitWithAck(LONG, "ask");
      peer.raw().read();
      peer.send(3, "0[\"yes\",2]");

      assertEquals("yes", answer.await().asText());
    }
  }

  @Test
  void anAnswerWithoutArgumentsIsNull() throws IOException {
    try (Peer peer = server.join()) {
      Future<JsonNode> answer = peer.socket().emitWithAck(LONG, "ask");
      peer.raw().read();
      peer.send(3, "0[]");

      assertTrue(answer.await().isNull());
    }
  }

  @Test
  void anAnswerMayHaveBytes() throws IOException {
    try (Peer peer = server.join()) {
      Future<JsonNode> answer = peer.socket().emitWithAck(LONG, "ask");
      peer.raw().read();
      peer.raw().text("461-0[{\"_placeholder\":true,\"num\":0}]").binary(1, 2);

      assertEquals(JsonNodeFactory.instance.binaryNode(new byte[] {1, 2}), answer.await());
    }
  }

  @Test
  void anAnswerIsReadAsARecord() throws IOException {
    try (Peer peer = server.join()) {
      Future<Sum> answer = peer.socket().emitWithAck(LONG, Sum.class, "ask");
      peer.raw().read();
      peer.send(3, "0[{\"a\":1,\"b\":2}]");

      assertEquals(new Sum(1, 2), answer.await());
    }
  }

  @Test
  void anAnswerThatCannotBeReadFails() throws IOException {
    try (Peer peer = server.join()) {
      Future<Sum> answer = peer.socket().emitWithAck(LONG, Sum.class, "ask");
      peer.raw().read();
      peer.send(3, "0[\"none\"]");

      assertThrows(IllegalArgumentException.class, answer::await);
    }
  }

  @Test
  void onlyTheFirstAnswerCounts() throws IOException {
    try (Peer peer = server.join()) {
      Future<JsonNode> answer = peer.socket().emitWithAck(LONG, "ask");
      peer.raw().read();
      peer.send(3, "0[1]");
      peer.send(3, "0[2]");

      assertEquals(List.of(), peer.got());
      assertEquals(1, answer.await().asInt());
    }
  }

  @Test
  void theAnswerOfAnotherClientDoesNotCount() throws IOException {
    try (Peer asked = server.join();
        Peer other = server.join()) {
      Future<JsonNode> answer = asked.socket().emitWithAck(LONG, "ask");
      asked.raw().read();
      other.send(3, "0[\"forged\"]");
      other.got();

      asked.send(3, "0[\"real\"]");

      assertEquals("real", answer.await().asText());
    }
  }

  @Test
  void anAckHasATimeout() throws IOException {
    try (Peer peer = server.join()) {
      Future<JsonNode> answer = peer.socket().emitWithAck(SHORT, "ask");

      AckException failure = assertThrows(AckException.class, answer::await);

      assertEquals("operation has timed out", failure.getMessage());
    }
  }

  @Test
  void aLateAnswerIsIgnored() throws IOException {
    try (Peer peer = server.join()) {
      Future<JsonNode> answer = peer.socket().emitWithAck(SHORT, "ask");
      peer.raw().read();
      assertThrows(AckException.class, answer::await);

      peer.send(3, "0[1]");

      assertEquals(List.of(), peer.got());
    }
  }

  @Test
  void anAckFailsWhenItsClientDisconnects() throws IOException {
    try (Peer peer = server.join()) {
      Future<JsonNode> answer = peer.socket().emitWithAck(LONG, "ask");
      peer.raw().read();
      peer.raw().text("41");

      assertThrows(AckException.class, answer::await);
    }
  }

  @Test
  void anAckOfADisconnectedClientFailsAtOnce() throws IOException {
    try (Peer peer = server.join()) {
      peer.socket().disconnect(false);

      assertThrows(AckException.class, peer.socket().emitWithAck(LONG, "ask")::await);
    }
  }

  @Test
  void aSocketThatWasFetchedCanBeAsked() throws IOException {
    try (Peer peer = server.join()) {
      RemoteSocket fetched = root.fetchSockets().await().getFirst();
      Future<JsonNode> answer = fetched.emitWithAck(LONG, "ask");
      peer.raw().read();
      peer.send(3, "0[7]");

      assertEquals(7, answer.await().asInt());
    }
  }

  // --- Acks that the client requests -------------------------------------------------------------

  @Test
  void anAnswerHasTheNumberOfItsQuestion() throws IOException {
    server.of("/a").on("ask", event -> event.ack("bar"));
    try (Peer peer = server.join("/a")) {
      peer.send(2, "13[\"ask\"]");

      assertEquals(List.of("43/a,13[\"bar\"]"), peer.got());
    }
  }

  @Test
  void anAnswerMayBeEmptyOrHaveManyArguments() throws IOException {
    root.on("none", event -> event.ack()).on("many", event -> event.ack(1, null, "3"));
    try (Peer peer = server.join()) {
      peer.send(2, "1[\"none\"]");
      peer.send(2, "2[\"many\"]");

      assertEquals(List.of("431[]", "432[1,null,\"3\"]"), peer.got());
    }
  }

  @Test
  void bytesAreAnsweredAsAttachments() throws IOException {
    root.on("ask", event -> event.ack(new byte[] {1, 2}, new Sum(1, 2)));
    try (Peer peer = server.join()) {
      peer.send(2, "15[\"ask\"]");

      assertEquals(
          List.of("461-15[{\"_placeholder\":true,\"num\":0},{\"a\":1,\"b\":2}]", "<0102>"),
          peer.got());
    }
  }

  @Test
  void aSecondAnswerIsNotSent() throws IOException {
    root.on(
        "ask",
        event -> {
          event.ack(1);
          event.ack(2);
          event.answer().orElseThrow().send(3);
        });
    try (Peer peer = server.join()) {
      peer.send(2, "1[\"ask\"]");

      assertEquals(List.of("431[1]"), peer.got());
    }
  }

  @Test
  void withoutAnAckIdNoAnswerIsSent() throws IOException {
    root.on("ask", event -> event.ack(event.answer().isPresent()));
    try (Peer peer = server.join()) {
      peer.send(2, "[\"ask\"]");

      assertEquals(List.of(), peer.got());
    }
  }

  @Test
  void anAnswerMayBeGivenLaterOnAnyThread() throws IOException {
    root.on("ask", event -> Thread.ofVirtual().start(() -> event.ack(1)));
    try (Peer peer = server.join()) {
      peer.send(2, "1[\"ask\"]");

      assertEquals("431[1]", peer.raw().read());
    }
  }

  // --- Acks that a broadcast requests ------------------------------------------------------------

  @Test
  void aBroadcastUsesOneAckIdForAll() throws IOException {
    try (Peer one = server.join();
        Peer two = server.join()) {
      Future<List<JsonNode>> answers = root.emitWithAck(LONG, "ask", "x");

      assertEquals("420[\"ask\",\"x\"]", one.raw().read());
      assertEquals("420[\"ask\",\"x\"]", two.raw().read());
      two.send(3, "0[2]");
      two.got();
      one.send(3, "0[1]");
      assertEquals("[2, 1]", answers.await().toString());
    }
  }

  @Test
  void aBroadcastToNobodyIsAnsweredAtOnce() throws IOException {
    assertEquals(List.of(), root.emitWithAck(LONG, "ask").await());
    try (Peer _ = server.join()) {
      assertEquals(List.of(), root.to("nowhere").emitWithAck(LONG, "ask").await());
    }
  }

  @Test
  void onlyTargetedSocketsAreAsked() throws IOException {
    try (Peer in = server.join();
        Peer out = server.join()) {
      in.socket().join("room");
      Future<List<JsonNode>> answers = root.to("room").emitWithAck(LONG, "ask");
      in.raw().read();
      in.send(3, "0[1]");

      assertEquals(1, answers.await().size());
      assertEquals(List.of(), out.got());
    }
  }

  @Test
  void anIncompleteBroadcastFailsWithTheReceivedAnswers() throws IOException {
    try (Peer answers = server.join();
        Peer silent = server.join()) {
      Future<List<JsonNode>> asked = root.emitWithAck(Duration.ofSeconds(4), "ask");
      answers.raw().read();
      answers.send(3, "0[\"here\"]");

      BroadcastTimeoutException failure =
          assertThrows(BroadcastTimeoutException.class, asked::await);

      assertEquals("[\"here\"]", failure.responses().toString());
      assertEquals("420[\"ask\"]", silent.raw().read());
      silent.send(3, "0[\"too late\"]");
      assertEquals(List.of(), silent.got());
    }
  }

  @Test
  void aSecondAnswerToABroadcastIsIgnored() throws IOException {
    try (Peer twice = server.join();
        Peer once = server.join()) {
      Future<List<JsonNode>> answers = root.emitWithAck(LONG, "ask");
      twice.raw().read();
      twice.send(3, "0[1]");
      twice.send(3, "0[2]");
      twice.got();
      once.raw().read();
      once.send(3, "0[3]");

      assertEquals("[1, 3]", answers.await().toString());
    }
  }

  @Test
  void aDisconnectedClientCountsAsMissingAtTheTimeout() throws IOException {
    Peer gone = server.join();
    Future<List<JsonNode>> answers = root.emitWithAck(Duration.ofSeconds(1), "ask");
    gone.raw().read();
    gone.close();

    assertInstanceOf(
        BroadcastTimeoutException.class, assertThrows(RuntimeException.class, answers::await));
  }
}
