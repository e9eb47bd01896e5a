package dev.parley.bench.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.socketio.SocketIoOptions;
import dev.parley.socketio.SocketIoServer;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Uses Parley's server, because the bare one does not support polling.
final class PollingDriverTest {
  private static final int CLIENTS = 20;

  private final Vertx vertx = Vertx.vertx();
  private InetSocketAddress server;

  @BeforeEach
  void listen() {
    // pings arrive during a measurement
    SocketIoOptions options = SocketIoOptions.builder().pingInterval(Duration.ofMillis(50)).build();
    int port = ParleySubject.listen(vertx, options, 0).await();
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @AfterEach
  void end() {
    vertx.close().await();
  }

  @Test
  void everyBroadcastReachesEveryPollingClient() throws IOException {
    try (PollingDriver driver = PollingDriver.open(server, CLIENTS)) {
      for (int inFlight : new int[] {1, 4}) {
        Measured measured = driver.broadcast(inFlight, Duration.ofMillis(300));

        assertTrue(measured.nanos().getTotalCount() >= inFlight);
        assertEquals(measured.nanos().getTotalCount() * CLIENTS, measured.count());
      }
    }
  }

  @Test
  void pollingReconnectsIfTheServerClosesAfterEachAnswer() throws IOException {
    SocketIoServer closing = new SocketIoServer(vertx, SocketIoOptions.DEFAULTS);
    closing.onConnection(
        socket -> socket.on("broadcast", event -> closing.emit("b", event.args().toArray())));
    serve(request -> {
      if (!request.headers().contains(HttpHeaders.UPGRADE)) {
        request.response().endHandler(_ -> request.connection().close());
      }
      closing.handle(request);
    });

    try (PollingDriver driver = PollingDriver.open(server, CLIENTS)) {
      assertTrue(driver.broadcast(2, Duration.ofMillis(300)).count() >= 2 * CLIENTS);
    }
  }

  @Test
  void aSessionThatTheServerEndsEndsTheRun() throws IOException {
    SocketIoServer ending = new SocketIoServer(vertx, SocketIoOptions.DEFAULTS);
    serve(ending::handle);

    try (PollingDriver driver = PollingDriver.open(server, CLIENTS)) {
      ending.close().await();

      assertThrows(IOException.class, () -> driver.broadcast(1, Duration.ofSeconds(10)));
    }
  }

  private void serve(Handler<HttpServerRequest> handler) {
    int port =
        vertx
            .createHttpServer()
            .requestHandler(handler)
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
