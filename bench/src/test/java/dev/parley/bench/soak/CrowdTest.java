package dev.parley.bench.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.socketio.Listener;
import dev.parley.socketio.Recovery;
import dev.parley.socketio.SocketIoOptions;
import dev.parley.socketio.SocketIoServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Uses a server that handles the events, and broadcasts typing.
final class CrowdTest {
  private static final int SIZE = 40;
  private static final Duration A_WHILE = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Vertx vertx = Vertx.vertx();
  private final Tally tally = new Tally();
  private final SocketIoServer server =
      new SocketIoServer(vertx, SocketIoOptions.builder().recovery(Recovery.DEFAULTS).build());

  @AfterEach
  void end() {
    vertx.close().await();
  }

  @Test
  void allClientsJoinActAndLeave() throws IOException {
    InetSocketAddress address = listen(event -> event.ack(Map.of("success", true)));

    try (Crowd crowd = crowd(address)) {
      mingleUntil(
          crowd,
          false,
          () ->
              tally
                  .done()
                  .keySet()
                  .containsAll(
                      Set.of(
                          "entered, POLLING",
                          "entered, UPGRADE",
                          "entered, WEBSOCKET",
                          "recovered",
                          "send",
                          "left")));
      crowd.leave();
    }

    assertEquals(Map.of(), tally.errors());
    awaitNobody();
  }

  @Test
  void aLostClientIsReplaced() throws IOException {
    InetSocketAddress address = listen(event -> event.ack(Map.of("success", true)));

    try (Crowd crowd = crowd(address)) {
      mingleUntil(crowd, true, () -> tally.done().containsKey("lost for good"));
      crowd.leave();
    }

    assertEquals(Map.of(), tally.errors());
  }

  @Test
  void aRefusedActionCountsAsAnError() throws IOException {
    InetSocketAddress address =
        listen(event -> event.ack(Map.of("error", "no", "code", "invalid_request")));

    try (Crowd crowd = crowd(address)) {
      mingleUntil(crowd, false, () -> !tally.errors().isEmpty());
      crowd.leave();
    }

    assertTrue(
        tally.errors().keySet().stream().allMatch(why -> why.startsWith("refused: ")),
        tally.errors().toString());
  }

  private void mingleUntil(Crowd crowd, boolean mayLose, BooleanSupplier happened)
      throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!happened.getAsBoolean() && System.nanoTime() < end) {
      crowd.mingle(A_WHILE, mayLose);
    }
    assertTrue(happened.getAsBoolean(), tally.done() + ", " + tally.errors());
  }

  /// The server notices the last clients a moment after they have left.
  private void awaitNobody() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (server.connections() > 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    assertEquals(0, server.connections());
  }

  private Crowd crowd(InetSocketAddress address) throws IOException {
    long seed = System.nanoTime();
    System.out.println("CrowdTest seed " + seed);
    return new Crowd(address, SIZE, PAUSE, tally, seed);
  }

  private InetSocketAddress listen(Listener answering) {
    server
        .of("/")
        .on("join-user", answering)
        .on("join-chat", answering)
        .on("leave-chat", answering)
        .on("stop-typing", answering)
        .on("send", answering)
        .on(
            "typing",
            event -> {
              server.emit("userTyping", Map.of("isTyping", true));
              answering.handle(event);
            });
    int port =
        vertx
            .createHttpServer()
            .requestHandler(server::handle)
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
