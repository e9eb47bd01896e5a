package dev.parley.socketio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that do what they like. The seed is in the message of a test that fails.
@Timeout(120)
final class HostileTest {
  private static final int CLIENTS = 400;
  private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

  private static final String[] PACKETS = {
    "40", "40/custom,", "41", "42[\"x\",1]", "421[\"ack\",1]", "43[1]", "4312[]", "44{}",
    "451-[\"x\",{\"_placeholder\":true,\"num\":0}]", "459-[]", "1", "2", "2probe", "3", "5", "6",
    "bAQID", "b%%", "4", "", "99", "42[\"join\",\"r\"]", "0{}", "42999999999999999[\"ack\"]"
  };

  @Test
  void noSessionIsLeftBehind() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Vertx vertx = Vertx.vertx();
    SocketIoServer server =
        new SocketIoServer(
            vertx,
            new SocketIoOptions()
                .pingInterval(Duration.ofMillis(400))
                .pingTimeout(Duration.ofMillis(300))
                .upgradeTimeout(Duration.ofMillis(300))
                .connectTimeout(Duration.ofMillis(500))
                .attachmentTimeout(Duration.ofMillis(300))
                .recovery(Recovery.DEFAULTS));
    server
        .of("/")
        .on("join", event -> event.socket().join(event.arg(0).asText()))
        .on("ack", event -> event.ack(event.arg(0)));
    server.of("/custom");
    int port =
        vertx
            .createHttpServer()
            .requestHandler(server::handle)
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    List<AutoCloseable> open = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        open.add(random.nextBoolean() ? webSocket(port, random) : polling(port, random));
        if (random.nextInt(3) == 0) {
          open.removeLast().close();
        }
      }

      long limit = System.nanoTime() + PATIENCE_NANOS;
      while (server.connections() > 0 && System.nanoTime() < limit) {
        Thread.onSpinWait();
      }

      assertEquals(0, server.connections(), "seed " + seed);
      assertEquals(0, server.fetchSockets().await().size(), "seed " + seed);
      try (RawSocket raw = RawSocket.joined(port)) {
        assertEquals("431[1]", raw.text("421[\"ack\",1]").read(), "seed " + seed);
      }
    } finally {
      for (AutoCloseable client : open) {
        client.close();
      }
      server.close().await();
      vertx.close().await();
    }
  }

  private static AutoCloseable webSocket(int port, Random random) throws IOException {
    RawSocket raw = new RawSocket(port, "EIO=4&transport=websocket");
    try {
      for (int i = random.nextInt(6); i > 0; i--) {
        switch (random.nextInt(5)) {
          case 0 -> raw.binary(1, 2, 3);
          case 1 -> {
            byte[] garbage = new byte[random.nextInt(40)];
            random.nextBytes(garbage);
            raw.bytes(garbage);
          }
          default -> raw.text(PACKETS[random.nextInt(PACKETS.length)]);
        }
      }
    } catch (IOException cutOff) {
      // As it should be: the server does not hear out who breaks its rules.
    }
    return raw;
  }

  /// Opens a session, and posts, polls, half posts or begins an upgrade, and leaves it at that.
  private static AutoCloseable polling(int port, Random random) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    try {
      send(socket, "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n");
      byte[] answer = new byte[4096];
      int length = socket.getInputStream().read(answer);
      String text = new String(answer, 0, Math.max(0, length), ISO_8859_1);
      assertTrue(text.startsWith("HTTP/1.1 200"), text);
      String sid = text.replaceFirst("(?s).*\"sid\":\"([\\w-]{20})\".*", "$1");
      String query = "/socket.io/?EIO=4&transport=polling&sid=" + sid;
      for (int i = random.nextInt(4); i > 0; i--) {
        String body =
            PACKETS[random.nextInt(PACKETS.length)]
                + "\u001e"
                + PACKETS[random.nextInt(PACKETS.length)];
        switch (random.nextInt(4)) {
          case 0 -> send(socket, "GET " + query + " HTTP/1.1\r\nHost: x\r\n\r\n");
          case 1 ->
              send(
                  socket,
                  "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                      .formatted(query, body.length(), body));
          case 2 ->
              send(
                  socket,
                  "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n%s"
                      .formatted(query, body));
          default -> {
            RawSocket upgrade = new RawSocket(port, "EIO=4&transport=websocket&sid=" + sid);
            upgrade.text(PACKETS[random.nextInt(PACKETS.length)]);
            upgrade.close();
          }
        }
      }
    } catch (IOException cutOff) {
      // As it should be.
    }
    return socket;
  }

  private static void send(Socket socket, String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
  }
}
