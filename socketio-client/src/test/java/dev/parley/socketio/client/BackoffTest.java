package dev.parley.socketio.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests when and where a client connects.
final class BackoffTest {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  @Test
  void delaysDoubleUpToTheLongest() {
    Backoff backoff = new Backoff(FIRST, LONGEST, () -> 1L << 63); // the middle of the random range

    List<Long> delays = Stream.generate(backoff::next).limit(5).map(Duration::toMillis).toList();

    assertEquals(List.of(1000L, 2000L, 4000L, 5000L, 5000L), delays);
  }

  @Test
  void delaysAreSpreadByHalf() {
    Random random = new Random(7);

    for (int i = 0; i < 1000; i++) {
      long millis = new Backoff(FIRST, LONGEST, random).next().toMillis();
      assertTrue(millis >= 500 && millis <= 1500, () -> "was " + millis);
    }
  }

  @Test
  void afterAConnectionTheFirstDelayIsShortAgain() {
    Backoff backoff = new Backoff(FIRST, LONGEST, () -> 1L << 63);
    for (int i = 0; i < 100; i++) {
      var _ = backoff.next();
    }

    backoff.reset();

    assertEquals(FIRST, backoff.next());
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:5000, ws://localhost:5000/socket.io/",
    "http://localhost:5000/, ws://localhost:5000/socket.io/",
    "https://chat.example/parley, wss://chat.example/parley/socket.io/",
    "ws://[::1]:80, ws://[::1]:80/socket.io/"
  })
  void theSocketIsBelowTheServersPath(URI server, String address) {
    assertEquals(
        URI.create(address + "?EIO=4&transport=websocket"),
        SocketClientOptions.of(server).address());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://localhost", "localhost", "http:///x"})
  void otherAddressesAreRefused(URI server) {
    assertThrows(IllegalArgumentException.class, () -> SocketClientOptions.of(server));
  }
}
