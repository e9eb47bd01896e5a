package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Large events: clients that read receive them, and clients that do not are cut off and counted.
@Timeout(180)
final class LargeEventsTest {
  private static final int TEXTS = 20;
  private static final int CLIENTS = 10;

  @TempDir Path folder;

  /// A webhook of 5 MB, whose messages clients receive twice over Socket.IO.
  private static String webhook(String prefix) {
    String text = "😀".repeat(65_536);
    return IntStream.range(0, TEXTS)
        .mapToObj(i ->
            ("{\"id\":\"%s%d\",\"from\":\"15551\",\"timestamp\":\"1790000000\",\"type\":\"text\","
                    + "\"text\":{\"body\":\"%s\"}}")
                .formatted(prefix, i, text))
        .collect(Collectors.joining(",", "{\"messages\":[", "]}"));
  }

  private static String metrics(RunningParley parley) {
    return parley.get("/metrics").body();
  }

  @Test
  void manyLargeTextsInOneWebhookDoNotDisconnectReaders() throws Exception {
    try (RunningParley parley = RunningParley.start(folder)) {
      List<ConnectedClient> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(ConnectedClient.to(parley));
      }

      assertEquals(200, parley.post("/webhook", webhook("large")).statusCode());

      for (ConnectedClient client : clients) {
        for (int i = 0; i < TEXTS; i++) {
          String id = "large" + i;
          client.hear("newMessage", it -> it.text("id").equals(id));
        }
      }
      assertTrue(
          metrics(parley).lines().noneMatch(it -> it.startsWith("parley_realtime_disconnects")),
          () -> metrics(parley));
      clients.forEach(ConnectedClient::close);
    }
  }

  @Test
  void clientsThatDoNotReadAreDisconnectedAsSlowReaders() throws IOException {
    try (RunningParley parley = RunningParley.start(folder);
        Socket deaf = parley.connect()) {
      deaf.setReceiveBufferSize(4_096);
      String upgrade =
          String.join(
              "\r\n",
              "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
              "Host: x",
              "Connection: Upgrade",
              "Upgrade: websocket",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
              "",
              "");
      deaf.getOutputStream().write(upgrade.getBytes(StandardCharsets.US_ASCII));
      assertEquals('H', deaf.getInputStream().read());
      // "40", masked with zeros.
      deaf.getOutputStream().write(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, '4', '0'});
      while (!metrics(parley)
          .contains("parley_realtime_connections{transport=\"websocket\"} 1.0")) {
        LockSupport.parkNanos(1_000_000);
      }

      for (int i = 0; i < 3; i++) {
        assertEquals(200, parley.post("/webhook", webhook("deaf" + i + "-")).statusCode());
      }

      String counted = "parley_realtime_disconnects_total{reason=\"slow reader\"} 1.0";
      long limit = System.nanoTime() + 60_000_000_000L;
      while (!metrics(parley).contains(counted) && System.nanoTime() < limit) {
        LockSupport.parkNanos(50_000_000);
      }
      assertTrue(metrics(parley).contains(counted), () -> metrics(parley));
    }
  }
}
