package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.hostile.LaunchedParley.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests cheap attacks that fill a server's memory or occupy all its threads and connections,
/// against the real program with the launcher's options. During each attack, a well-behaved client
/// posts webhooks and health requests, and must be served.
final class FloodsIT {
  @TempDir Path folder = Path.of("");

  private final List<AutoCloseable> open = new ArrayList<>();

  private LaunchedParley start(Store store) {
    return start(store, Map.of());
  }

  private LaunchedParley start(Store store, Map<String, String> settings) {
    LaunchedParley parley = LaunchedParley.start(folder, store, settings);
    open.addFirst(parley);
    return parley;
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void queuedRequestsAreDroppedWithTheirConnection() throws Exception {
    LaunchedParley parley = start(Store.SQLITE);
    String body = "{\"wa_id\":\"15551\",\"text\":\"aaaaaa\"}";
    byte[] requests =
        ("POST /api/send HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: %d\r\n\r\n%s")
            .formatted(body.length(), body)
            .repeat(6000)
            .getBytes(ISO_8859_1);

    parley.bystander().whileServed(() -> leaveAfterSending(parley.port(), requests, 400));

    parley.staysBelow(250 << 20, "pipelined requests");
  }

  @Test
  void queuedBodiesAreDroppedWithTheirConnection() throws Exception {
    LaunchedParley parley = start(Store.SQLITE);
    byte[] requests =
        ("GET /api/chats HTTP/1.1\r\nHost: x\r\n\r\n"
                + "POST /webhook HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + ("1000\r\n" + " ".repeat(0x1000) + "\r\n").repeat(100)
                + "0\r\n\r\n")
            .repeat(3)
            .getBytes(ISO_8859_1);

    parley.bystander().whileServed(() -> leaveAfterSending(parley.port(), requests, 1_500));

    parley.staysSmall("pipelined bodies");
  }

  @ParameterizedTest
  @CsvSource({
    "/webhook, application/json",
    "/api/send, application/x-www-form-urlencoded",
    "/socket.io/?EIO=4&transport=polling, text/plain"
  })
  void aBodyInOneBytePiecesTakesNoExtraMemory(String path, String type) throws Exception {
    LaunchedParley parley = start(Store.SQLITE);
    byte[] pieces = "1\r\n \r\n".repeat(20_000).getBytes(ISO_8859_1);

    parley
        .bystander()
        .whileServed(() ->
            atOnce(
                4,
                _ -> {
                  String target = path.startsWith("/socket.io") ? session(parley, path) : path;
                  byte[] head =
                      """
                      POST %s HTTP/1.1\r
                      Host: x\r
                      Content-Type: %s\r
                      Transfer-Encoding: chunked\r
                      \r
                      """
                          .formatted(target, type)
                          .getBytes(ISO_8859_1);
                  try (Socket socket =
                      new Socket(InetAddress.getLoopbackAddress(), parley.port())) {
                    OutputStream out = socket.getOutputStream();
                    out.write(head);
                    for (int i = 0; i < 100; i++) {
                      out.write(pieces);
                    }
                  } catch (IOException refused) {
                    // A poll's body has a smaller limit.
                  }
                }));

    parley.staysSmall("bodies in pieces to " + path);
  }

  /// Opens a new session, and returns its path.
  private static String session(LaunchedParley parley, String path) throws IOException {
    try (Wire wire = new Wire(parley.port())) {
      byte[] body = wire.send("GET " + path + " HTTP/1.1\nHost: x\n\n").answer().body();
      String open = new String(body, ISO_8859_1);
      return path + "&sid=" + open.replaceFirst("^.*\"sid\":\"([^\"]*)\".*$", "$1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientsThatDoNotReadTheirListsDelayNobody(Store store) throws Exception {
    LaunchedParley parley = start(store);
    parley.storeChats();

    parley
        .bystander()
        .whileServed(() -> {
          SlowReaders slow = SlowReaders.ask(parley.port(), 400);
          open.addFirst(slow);
          // Some of them read a little from time to time.
          for (int second = 0; second < 5; second++) {
            TimeUnit.SECONDS.sleep(1); // the attack must be slow
            slow.read(100, 100);
            parley.bystander().isServedAList();
          }
        });

    parley.staysSmall("slow readers");
  }

  /// A few of these lists together are larger than the heap.
  @ParameterizedTest
  @EnumSource
  void longListsOfLongMessagesDoNotFillTheHeap(Store store) throws Exception {
    // The substitute for MongoDB may need more than a minute for such a list.
    LaunchedParley parley = start(store, Map.of("REQUEST_TIMEOUT_SECONDS", "120"));
    List<String> paths =
        List.of(
            "/api/chats?limit=1000&messages=1",
            "/api/chats?limit=1000&messages=500",
            "/api/chats/15550?limit=5000",
            "/api/sync?limit=500&since=" + position(parley));
    for (int i = 0; i < 10; i++) {
      parley.post("/webhook", longMessages(i * 20, 20, "15550"));
      parley.post("/webhook", longMessages(200 + i * 20, 20, ""));
    }

    parley
        .bystander()
        .whileServed(() ->
            atOnce(
                12,
                number -> {
                  String path = paths.get(number % paths.size());
                  try (Wire wire = new Wire(parley.port())) {
                    Answer answer = wire.send("GET " + path + " HTTP/1.1\nHost: x\n\n").answer();
                    assertEquals(200, answer.status(), path);
                  }
                }));

    parley.staysSmall("long lists");
  }

  private static String position(LaunchedParley parley) throws IOException {
    try (Wire wire = new Wire(parley.port())) {
      byte[] body = wire.send("GET /api/sync HTTP/1.1\nHost: x\n\n").answer().body();
      return new String(body, ISO_8859_1).replaceFirst("^.*\"position\":\"([^\"]*)\".*$", "$1");
    }
  }

  /// Twenty messages of 240 KB in memory.
  ///
  /// @param from empty to give each message its own chat
  private static String longMessages(int first, int count, String from) {
    StringBuilder all = new StringBuilder("{\"messages\":[");
    for (int i = first; i < first + count; i++) {
      all.append(i == first ? "" : ",")
          .append(
              "{\"id\":\"wamid.%d\",\"from\":\"%s\",\"timestamp\":\"%d\",\"type\":\"text\",\"text\":{\"body\":\"%s\"}}"
                  .formatted(
                      i,
                      from.isEmpty() ? "1666" + i : from,
                      1780000000 + i,
                      "\uD83D\uDE00".repeat(30_000)));
    }
    return all.append("]}").toString();
  }

  /// Sends and resets the connection a moment later, again and again.
  private void leaveAfterSending(int port, byte[] requests, int times) throws Exception {
    atOnce(
        4,
        _ -> {
          for (int i = 0; i < times / 4; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoLinger(true, 0); // closing resets it
            Thread leaving =
                Thread.ofVirtual()
                    .start(() -> {
                      try {
                        TimeUnit.MILLISECONDS.sleep(20); // the server must have begun to read
                        socket.close();
                      } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    });
            try {
              socket.getOutputStream().write(requests);
            } catch (IOException closed) {
              // Closed in the middle of a request, as intended.
            }
            leaving.join();
          }
        });
  }

  private interface Client {
    void run(int number) throws Exception;
  }

  private static void atOnce(int clients, Client client) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        int number = i;
        all.add(
            threads.submit(() -> {
              client.run(number);
              return number;
            }));
      }
      for (Future<Integer> one : all) {
        one.get();
      }
    }
  }
}
