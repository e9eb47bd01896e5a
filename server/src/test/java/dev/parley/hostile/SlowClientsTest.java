package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests slow clients, with a limit of one second for a request.
final class SlowClientsTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int CLIENTS = 200;
  private static final int BETWEEN_BYTES = 100;

  @RegisterExtension static final FrontDoor door = FrontDoor.with("REQUEST_TIMEOUT_SECONDS", "1");

  @Test
  void slowHeadersEndTheConnection() throws IOException {
    try (Wire wire = door.connect()) {
      wire.drip("GET /health HTTP/1.1\nHost: x\nX-Slow: " + "x".repeat(1000), BETWEEN_BYTES);

      assertArrayEquals(new byte[0], wire.rest());
    }
  }

  @Test
  void aSlowBodyIsTimedOut() throws IOException {
    try (Wire wire = door.connect()) {
      wire.send("POST /api/send HTTP/1.1\nHost: x\nContent-Length: 1000\n\n");

      assertEquals("request_timeout", wire.drip(" ".repeat(1000), BETWEEN_BYTES).answer().error());
    }
  }

  @Test
  void slowChunksAreTimedOut() throws IOException {
    try (Wire wire = door.connect()) {
      wire.send("POST /webhook HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n");

      assertEquals(
          "request_timeout", wire.drip("1\n \n".repeat(200), BETWEEN_BYTES).answer().error());
    }
  }

  @Test
  void aConnectionEndsAfterABodyThatNeverCame() throws IOException {
    try (Wire wire = door.connect()) {
      wire.send("POST /webhook HTTP/1.1\nHost: x\nContent-Length: 10\n\n{");

      assertEquals("request_timeout", wire.answer().error());
      assertArrayEquals(new byte[0], wire.rest());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 3_000_000})
  void aConnectionEndsWhenItsClientClosesItsSideWithinABody(int count) throws IOException {
    try (Wire wire = door.connect()) {
      wire.send("POST /webhook HTTP/1.1\nHost: x\nContent-Length: 9999999\n\n")
          .send("[".repeat(count))
          .finishSending();

      assertArrayEquals(new byte[0], wire.rest());
    }
  }

  @Test
  void manySlowClientsDelayNobody() throws Exception {
    List<Future<byte[]>> slow = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CLIENTS; i++) {
        slow.add(threads.submit(slowClient(i % 2 == 0)));
      }

      while (slow.stream().anyMatch(client -> !client.isDone())) {
        Answer sent = door.post("/api/send", "{\"wa_id\":\"1\",\"text\":\"x\"}");
        assertEquals(201, sent.status(), sent::toString);
      }

      for (Future<byte[]> client : slow) {
        String said = new String(client.get(), ISO_8859_1);
        assertEquals("", said.replaceFirst("(?s)HTTP/1.1 408 .*", ""));
      }
    }
  }

  @Test
  void abortedConnectionsAreCleanedUp() throws IOException {
    for (int i = 0; i < CLIENTS; i++) {
      try (Wire wire = door.connect()) {
        wire.send("POST /webhook HTTP/1.1\nHost: x\nContent-Length: 100000\n\n" + "[".repeat(i));
      }
    }

    door.post("/webhook", "{}").isOneOfOurs();
  }

  @Test
  void clientsThatNeverReadAreDisconnected() throws IOException {
    try (Wire wire = door.connect()) {
      String requests = "GET /openapi.yaml HTTP/1.1\nHost: x\n\n".repeat(1000);

      assertTimeoutPreemptively(
          SOON,
          () ->
              assertThrows(
                  IOException.class,
                  () -> {
                    while (true) {
                      wire.send(requests);
                    }
                  }));
    }
  }

  /// The limit is twice the time of a request: a client that always reads a little more cannot
  /// occupy a connection for ever.
  @Test
  void aVerySlowlyReadAnswerIsEnded() throws Exception {
    String text = "y".repeat(60_000);
    for (int i = 0; i < 200; i++) {
      door.post("/webhook", "{\"wa_id\":\"7\",\"text\":\"" + text + "\"}");
    }
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port()));
      socket
          .getOutputStream()
          .write("GET /api/chats/7 HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));

      long read = assertTimeoutPreemptively(SOON, () -> readDropByDrop(socket));

      assertTrue(read < 200L * text.length(), () -> "the whole answer arrived: " + read);
    }
  }

  /// Waits longer than the limit, and then reads everything that is left.
  ///
  /// @return the number of bytes until the connection ended
  private static long readDropByDrop(Socket socket) throws InterruptedException {
    long begun = System.nanoTime();
    long all = 0;
    byte[] some = new byte[2048];
    try {
      for (int read = 0; read >= 0; read = socket.getInputStream().read(some)) {
        all += read;
        if (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(6)) {
          TimeUnit.MILLISECONDS.sleep(20);
        }
      }
    } catch (IOException ended) {
      // The server has ended the connection.
    }
    return all;
  }

  private static Callable<byte[]> slowClient(boolean inTheBody) {
    return () -> {
      try (Wire wire = door.connect()) {
        String begun = "POST /webhook HTTP/1.1\nHost: x\nContent-Length: 9999\n";
        wire.send(inTheBody ? begun + "\n" : begun + "A: ");
        return wire.drip("x".repeat(1000), BETWEEN_BYTES).rest();
      }
    };
  }
}
