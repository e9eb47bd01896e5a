package dev.parley.bench.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class GaugeTest {
  @Test
  void theConnectionsOfAllTransportsAreCounted() {
    String metrics =
        """
        # TYPE parley_realtime_connections gauge
        parley_realtime_connections{transport="polling"} 3.0
        parley_realtime_connections{transport="websocket"} 1200.0
        parley_realtime_disconnects_total{reason="transport close"} 7.0
        """;

    assertEquals(1203, Gauge.CONNECTIONS.sum(metrics));
  }

  @Test
  void aMissingGaugeCountsAsZero() {
    assertEquals(0, Gauge.CONNECTIONS.sum("parley_store_queue 0.0\n"));
  }

  @Test
  void aGaugeNeedNotHaveLabels() {
    assertEquals(7, Gauge.ANNOUNCEMENTS.sum("parley_realtime_announcements 7.0\n"));
  }
}
