package dev.parley.socketio.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.socketio.RawHttp;
import dev.parley.socketio.RawSocket;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests the calls that an application receives for its sessions, even if it throws.
@Timeout(60)
final class ReceiverTest {
  private static final String WEBSOCKET = "/engine.io/?EIO=4&transport=websocket";

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<EngineCloseReason> ends = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  /// Starts an engine for an application, and connects to it.
  private RawHttp connectTo(EngineHandler application) throws IOException {
    Engine engine = new Engine(EngineOptions.DEFAULTS, application, EngineListener.NONE);
    int port =
        vertx
            .createHttpServer()
            .requestHandler(engine::handle)
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    return new RawHttp(port);
  }

  private EngineReceiver receiver(Runnable onText) {
    return new EngineReceiver() {
      @Override
      public void text(String data) {
        onText.run();
      }

      @Override
      public void binary(byte[] data) {}

      @Override
      public void closed(EngineCloseReason reason) {
        ends.add(reason);
      }
    };
  }

  private void assertEnds(EngineCloseReason... reasons) throws InterruptedException {
    for (EngineCloseReason reason : reasons) {
      assertEquals(reason, ends.poll(20, TimeUnit.SECONDS));
    }
    assertEquals(List.of(), List.copyOf(ends));
  }

  @Test
  void aFailingReceiverLosesItsSession() throws Exception {
    Runnable bug =
        () -> {
          throw new IllegalStateException("a bug");
        };
    try (RawSocket raw = new RawSocket(connectTo(_ -> receiver(bug)), WEBSOCKET)) {
      raw.read();

      assertEquals("close 1005", raw.text("4hello").readToTheEnd());
      assertEnds(EngineCloseReason.TRANSPORT_ERROR);
    }
  }

  @Test
  void aFailingApplicationAnswersTheHandshake() throws Exception {
    EngineHandler failing =
        _ -> {
          throw new IllegalStateException("a bug");
        };
    try (RawHttp http = connectTo(failing)) {
      http.head("GET", RawPolling.PATH);

      assertEquals(400, http.answer().status());
    }
  }

  @Test
  void closingASessionAtItsBeginningReportsItsEnd() throws Exception {
    EngineHandler refusing =
        session -> {
          session.send(new OutgoingMessage("go away".getBytes(UTF_8), List.of(), true));
          session.close();
          return receiver(() -> {});
        };
    try (RawHttp http = connectTo(refusing)) {
      String body = http.head("GET", RawPolling.PATH).answer().body();
      assertTrue(body.endsWith("\u001e4go away"), body);
      http.head("GET", RawPolling.PATH + "&sid=" + RawPolling.sid(body));

      assertEquals("1", http.answer().body());
      assertEnds(EngineCloseReason.FORCED_CLOSE);
    }
  }

  @Test
  void closingAWebSocketAtItsBeginningReportsItsEnd() throws Exception {
    EngineHandler refusing =
        session -> {
          session.send(new OutgoingMessage("go away".getBytes(UTF_8), List.of(), true));
          session.close();
          return receiver(() -> {});
        };
    try (RawSocket raw = new RawSocket(connectTo(refusing), WEBSOCKET)) {
      assertTrue(raw.read().startsWith("0{"));
      assertEquals("4go away", raw.read());
      assertEquals("close 1005", raw.readToTheEnd());
      assertEnds(EngineCloseReason.FORCED_CLOSE);
    }
  }

  @Test
  void theEndOfASessionIsReportedOnce() throws Exception {
    try (RawSocket raw = new RawSocket(connectTo(EngineSessionCloser::new), WEBSOCKET)) {
      raw.read();
      raw.text("4close").text("1").text("x");

      raw.readToTheEnd();

      assertEnds(EngineCloseReason.FORCED_CLOSE);
    }
  }

  /// Closes its session, twice, when it receives a message.
  private final class EngineSessionCloser implements EngineReceiver {
    private final EngineSession session;

    EngineSessionCloser(EngineSession session) {
      this.session = session;
    }

    @Override
    public void text(String data) {
      session.close();
      session.close();
    }

    @Override
    public void binary(byte[] data) {}

    @Override
    public void closed(EngineCloseReason reason) {
      ends.add(reason);
      session.close();
    }
  }
}
