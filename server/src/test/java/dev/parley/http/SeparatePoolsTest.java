package dev.parley.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatStore;
import dev.parley.chat.MemoryChatStore;
import dev.parley.config.ParleyConfig;
import dev.parley.health.Watchdog;
import dev.parley.metrics.Metrics;
import dev.parley.offload.Offload;
import dev.parley.offload.WorkKind;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Each kind of work has its own places: if all places for reading and for long answers are taken,
/// other work continues.
@Timeout(120)
final class SeparatePoolsTest {
  /// Many more clients than there are places.
  private static final int MOST_CLIENTS = 400;

  /// Without separate places, a request would wait until the clients read, which they never do.
  private static final int SOON_MILLIS = 15_000;

  @TempDir Path folder = Path.of("");

  private final Vertx vertx = Vertx.vertx();
  private final Offload offload = new Offload();
  private final CountDownLatch readable = new CountDownLatch(1);
  private final List<Socket> clients = new ArrayList<>();
  private int port;

  @AfterEach
  void stop() throws IOException, InterruptedException {
    readable.countDown();
    for (Socket client : clients) {
      client.close();
    }
    assertTrue(offload.drain(Duration.ofSeconds(30)), "work goes on after its clients have left");
    vertx.close().await();
  }

  @Test
  void webhooksAndSendsWorkWhileAllReadersAreBusy() throws Exception {
    listen();
    storeLongChats();

    // Clients that do not read their long answers, and then slow queries to the store.
    takeAllPlaces(WorkKind.STREAM, "/api/chats?limit=1000&messages=500");
    for (int i = 0; i < 40; i++) { // some lose their place meanwhile
      ask("/api/chats?limit=1000&messages=500");
    }
    takeAllPlaces(WorkKind.READ, "/api/contacts?limit=1");
    for (int i = 0; i < 20; i++) {
      isServedSoon("POST /webhook", "{\"wa_id\":\"1\",\"text\":\"incoming\"}", "200");
      isServedSoon("POST /api/send", "{\"wa_id\":\"1\",\"text\":\"outgoing\"}", "201");
      isServedSoon("GET /health/live", "", "200");
    }

    assertTrue(offload.hasQueue(WorkKind.STREAM), "there was a place for a long answer");
    assertTrue(offload.hasQueue(WorkKind.READ), "there was a place for a question");
  }

  private void takeAllPlaces(WorkKind work, String path) throws IOException, InterruptedException {
    for (int i = 0; !offload.hasQueue(work); i++) {
      assertTrue(i < MOST_CLIENTS, () -> "there is still room for " + work);
      ask(path);
      TimeUnit.MILLISECONDS.sleep(5); // the server has yet to read it
    }
  }

  private void ask(String path) throws IOException {
    Socket client = connect(4_096);
    clients.add(client);
    send(client, "GET " + path, "");
  }

  private void isServedSoon(String what, String body, String status) throws IOException {
    long began = System.nanoTime();
    try (Socket client = connect(65_536)) {
      client.setSoTimeout(30_000);
      send(client, what, body);
      assertEquals(status, status(client));
    }
    long millis = (System.nanoTime() - began) / 1_000_000;
    assertTrue(millis < SOON_MILLIS, () -> what + " was answered after " + millis + " ms");
  }

  private Socket connect(int receiveBuffer) throws IOException {
    Socket client = new Socket();
    client.setReceiveBufferSize(receiveBuffer);
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return client;
  }

  private static void send(Socket client, String what, String body) throws IOException {
    String request =
        "%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(what, body.length(), body);
    client.getOutputStream().write(request.getBytes(ISO_8859_1));
  }

  private static String status(Socket client) throws IOException {
    byte[] line = client.getInputStream().readNBytes("HTTP/1.1 200".length());
    return new String(line, ISO_8859_1).replace("HTTP/1.1 ", "");
  }

  /// 100 chats with 50 messages of 1 KB: more than fits into the buffers of a connection.
  private void storeLongChats() throws IOException {
    for (int call = 0; call < 10; call++) {
      StringBuilder messages = new StringBuilder("{\"messages\":[");
      for (int i = 0; i < 500; i++) {
        messages
            .append(i == 0 ? "" : ",")
            .append(
                "{\"id\":\"wamid.%d-%d\",\"from\":\"1555%d\",\"timestamp\":\"1780000000\",\"type\":\"text\",\"text\":{\"body\":\"%s\"}}"
                    .formatted(call, i, i % 100, "y".repeat(1_000)));
      }
      try (Socket client = connect(65_536)) {
        send(client, "POST /webhook", messages.append("]}").toString());
        assertEquals("200", status(client));
      }
    }
  }

  private void listen() {
    ParleyConfig config = ParleyConfig.load(Map.of("HOST", "127.0.0.1", "PORT", "0"), folder);
    MemoryChatStore store = new MemoryChatStore(_ -> {});
    Metrics metrics = new Metrics();
    HttpApi.Services services =
        TestServices.of(
            config,
            folder,
            store,
            slow(store),
            TestFiles.none(folder, Clock.systemUTC()),
            TestServices.about(metrics, new Watchdog(), Map::of));
    port = HttpApi.listen(vertx, config, offload, services, metrics).port();
  }

  /// The same store, whose lists of contacts take until the end of the test.
  private ChatStore slow(ChatStore store) {
    return (ChatStore)
        Proxy.newProxyInstance(
            ChatStore.class.getClassLoader(),
            new Class<?>[] {ChatStore.class},
            (_, method, arguments) -> {
              if (method.getName().equals("contacts")) {
                readable.await();
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
