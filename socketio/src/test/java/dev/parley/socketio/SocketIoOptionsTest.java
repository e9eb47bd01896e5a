package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Tests the options of a server.
final class SocketIoOptionsTest {
  @Test
  void optionsDoNotChangeWithTheirBuilder() {
    SocketIoOptions.Builder builder = SocketIoOptions.builder().maxPayload(1_000);
    SocketIoOptions options = builder.build();

    builder.maxPayload(2_000).connectTimeout(Duration.ofSeconds(1));

    assertEquals(1_000, options.engine.maxPayload());
    assertEquals(Duration.ofSeconds(45), options.connectTimeout);
  }

  @Test
  void thePathOfAServerIsThatOfNode() {
    assertEquals("/socket.io", SocketIoOptions.DEFAULTS.engine.path());
  }

  @Test
  void valuesOutOfRangeAreRefusedWithTheRange() {
    assertRefused("maxQueued must be at least 1 byte, was 0", it -> it.maxQueued(0));
    assertRefused("prefetch must be at least 1, was -1", it -> it.prefetch(-1));
    assertRefused("the limit of connections must be at least 1, was 0", it -> it.maxConnections(0));
    assertRefused(
        "connectTimeout must be longer than zero, was PT0S",
        it -> it.connectTimeout(Duration.ZERO));
    assertRefused(
        "attachmentTimeout must be longer than zero, was PT-1S",
        it -> it.attachmentTimeout(Duration.ofSeconds(-1)));
    assertRefused(
        "maxUnjoined must allow at least 1 connection of an address and in all, was 0 and 1",
        it -> it.maxUnjoined(0, 1));
    assertRefused("maxUnjoinedBytes must not be negative, was -1", it -> it.maxUnjoinedBytes(-1));
    assertRefused(
        "maxAttachments must not be negative, was 1 and -1 bytes", it -> it.maxAttachments(1, -1));
    assertRefused(
        "transports must enable polling, WebSocket or both, was none",
        it -> it.transports(false, false));
  }

  private static void assertRefused(String rule, UnaryOperator<SocketIoOptions.Builder> setUp) {
    SocketIoOptions.Builder wrong = setUp.apply(SocketIoOptions.builder());
    assertEquals(rule, assertThrows(IllegalArgumentException.class, wrong::build).getMessage());
  }
}
