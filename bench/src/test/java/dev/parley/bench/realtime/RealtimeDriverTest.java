package dev.parley.bench.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Uses the bare server, which only delivers.
final class RealtimeDriverTest {
  private static final int SOCKETS = 20;
  private static final Duration SHORT = Duration.ofMillis(200);

  private Channel listening;
  private InetSocketAddress server;

  @BeforeEach
  void listen() throws InterruptedException {
    listening = BareSubject.listen(0);
    server = (InetSocketAddress) listening.localAddress();
  }

  @AfterEach
  void end() {
    listening.eventLoop().parent().shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void everyBroadcastReachesEverySocket() throws IOException {
    try (RealtimeDriver driver = RealtimeDriver.open(server, SOCKETS)) {
      for (int inFlight : new int[] {1, 3, 64}) {
        Measured measured = driver.broadcast(inFlight, SHORT);

        assertTrue(measured.nanos().getTotalCount() >= inFlight);
        assertEquals(measured.nanos().getTotalCount() * SOCKETS, measured.count());
      }
    }
  }

  @Test
  void everySocketIsEchoed() throws IOException {
    try (RealtimeDriver driver = RealtimeDriver.open(server, SOCKETS)) {
      Measured measured = driver.echo(SHORT);

      assertTrue(measured.count() >= SOCKETS);
      assertEquals(measured.nanos().getTotalCount(), measured.count());
    }
  }

  @Test
  void aStormOpensTheRequestedNumberOfConnections() throws IOException {
    Measured measured = RealtimeDriver.storm(server, 2 * SOCKETS + 1, SOCKETS);

    assertEquals(2 * SOCKETS + 1, measured.nanos().getTotalCount());
  }
}
