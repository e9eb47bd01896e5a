package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.ParleyProcess;
import dev.parley.Waiting;
import dev.parley.hostile.LaunchedParley.Store;
import dev.parley.socketio.client.ClientDisconnectReason;
import dev.parley.socketio.client.SocketClient;
import dev.parley.socketio.client.SocketClientListener;
import dev.parley.socketio.client.SocketClientOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests large events and many events against the real program with the launcher's options: every
/// client that reads receives them, no client is disconnected, and an unrelated client is served
/// all the time.
@Timeout(300)
final class EventFloodsIT {
  private static final int CLIENTS = 20;

  private static final int LONGEST_STOP_MILLIS = 9_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder = Path.of("");

  private final List<AutoCloseable> open = new ArrayList<>();

  private LaunchedParley start(Store store) {
    LaunchedParley parley = LaunchedParley.start(folder, store, Map.of());
    open.addFirst(parley);
    return parley;
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void thousandsOfReactionsInOneCallDelayNobody(Store store) throws Exception {
    LaunchedParley parley = start(store);
    parley.post("/webhook", messages("target", 1, "Hello"));
    int many = store.of(4_000);
    List<Listener> clients = connect(parley, 2); // each receives every reaction

    parley.bystander().whileServed(() -> parley.post("/webhook", reactions("target0", many)));

    parley.staysSmall("reactions");
    assertEquals(0, Listener.cutOff(clients));
  }

  @ParameterizedTest
  @EnumSource
  void largeTextsInOneCallReachAllReadingClients(Store store) throws Exception {
    LaunchedParley parley = start(store);
    List<Listener> clients = connect(parley, CLIENTS);
    String text = "😀".repeat(65_536);

    parley
        .bystander()
        .whileServed(() -> {
          parley.post("/webhook", messages("large", 20, text));
          Waiting.until(
              "every client has all messages",
              PATIENCE,
              () -> clients.stream().allMatch(client -> client.messages.get() == 20));
        });

    parley.staysSmall("large texts");
    assertEquals(0, Listener.cutOff(clients));
  }

  @ParameterizedTest
  @EnumSource
  void tensOfThousandsOfMessagesAreReadInEventsOfBoundedSize(Store store) throws Exception {
    LaunchedParley parley = start(store);
    int calls = 10;
    int each = store.of(60_000) / calls;
    for (int call = 0; call < calls; call++) {
      parley.post("/webhook", messages("wamid." + "x".repeat(60) + call + "-", each, "Hello"));
    }
    List<Listener> clients = connect(parley, CLIENTS);

    parley
        .bystander()
        .whileServed(() -> {
          parley.post("/api/chats/15551/read", "");
          Waiting.until(
              "every client has read all events",
              PATIENCE,
              () -> clients.stream().allMatch(client -> client.read.get() == calls * each));
        });

    parley.staysSmall("read");
    assertEquals(0, Listener.cutOff(clients));
  }

  @ParameterizedTest
  @EnumSource
  void slowReadersAndPipelinedSendsDelayNobody(Store store) throws Exception {
    LaunchedParley parley = start(store);
    parley.storeChats();
    List<Listener> senders = connect(parley, 64);
    int each = store.of(200);
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();

    parley
        .bystander()
        .whileServed(() -> {
          SlowReaders slow = SlowReaders.ask(parley.port(), 1_024);
          open.addFirst(slow);
          for (Listener sender : senders) {
            for (int i = 0; i < each; i++) {
              Map<String, String> message = Map.of("wa_id", "15552", "text", "pipelined " + i);
              CompletableFuture<Void> _ =
                  sender
                      .client
                      .emitWithAck(PATIENCE, "send", message)
                      .thenAccept(answer -> {
                        if (!answer.getFirst().path("success").asBoolean()) {
                          refused.incrementAndGet();
                        }
                        answered.incrementAndGet();
                      });
            }
          }
          Waiting.until(
              "every request of the senders is answered",
              PATIENCE,
              () -> {
                slow.read(1_024, 1);
                return answered.get() == senders.size() * each;
              });
        });

    parley.staysSmall("slow readers and pipelined sends");
    assertEquals(0, refused.get());
    assertEquals(0, Listener.cutOff(senders));
  }

  @Test
  void floodsOfTypingDelayNeitherOthersNorShutdown() throws Exception {
    LaunchedParley parley = start(Store.SQLITE);
    Listener listener = connect(parley, 1).getFirst();
    listener.client.emit("join-chat", Map.of("chatId", "900"));
    List<Thread> floods = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      floods.add(Thread.ofVirtual().start(() -> type(parley.port())));
    }

    parley
        .bystander()
        .whileServed(() -> {
          for (int i = 1; i <= 30; i++) {
            long began = System.nanoTime();
            parley.post("/api/send", "{\"wa_id\":\"902\",\"text\":\"x\"}");
            int sent = i;
            Waiting.until(
                "the listener has the message", PATIENCE, () -> listener.messages.get() == sent);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            assertTrue(
                millis < LaunchedParley.SLOWEST_MILLIS, () -> "received after " + millis + " ms");
            TimeUnit.MILLISECONDS.sleep(100); // gives queues the time to grow, if they do
          }
        });

    parley.staysBelow(250 << 20, "typing");
    long began = System.nanoTime();
    ParleyProcess.Ended ended = parley.terminate();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    System.out.printf("EventFloodsIT: typing: ended after %d ms%n", millis);
    assertEquals(0, ended.exit(), ended.err());
    assertTrue(millis < LONGEST_STOP_MILLIS, () -> "ended after " + millis + " ms");
    for (Thread flood : floods) {
      flood.join();
    }
  }

  /// Sends typing events as fast as the connection allows, until it ends.
  private static void type(int port) {
    byte[] typing = frame("42[\"typing\",{\"chatId\":\"900\",\"wa_id\":\"901\",\"name\":\"B\"}]");
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i < 500; i++) {
      many.writeBytes(typing);
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      out.write(
          """
          GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r
          Host: x\r
          Connection: Upgrade\r
          Upgrade: websocket\r
          Sec-WebSocket-Version: 13\r
          Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
          \r
          """
              .getBytes(ISO_8859_1));
      awaitText(socket, "0{\"sid\"");
      out.write(frame("40"));
      awaitText(socket, "40{\"sid\"");
      while (true) {
        out.write(many.toByteArray());
      }
    } catch (IOException ended) {
      // the server closed it
    }
  }

  private static void awaitText(Socket socket, String text) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(text) < 0) {
      int next = socket.getInputStream().read();
      assertTrue(next >= 0, () -> "ended before " + text + ": " + read);
      read.append((char) next);
    }
  }

  /// Masked with zeros. Source: RFC 6455, 5.2.
  private static byte[] frame(String text) {
    byte[] payload = text.getBytes(ISO_8859_1);
    byte[] frame = new byte[6 + payload.length];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | payload.length);
    System.arraycopy(payload, 0, frame, 6, payload.length);
    return frame;
  }

  private List<Listener> connect(LaunchedParley parley, int count) {
    List<Listener> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Listener listener = new Listener(parley.server());
      open.addFirst(listener);
      clients.add(listener);
    }
    Waiting.until(
        "all clients are connected",
        PATIENCE,
        () -> clients.stream().allMatch(client -> client.connected.get() == 1));
    return clients;
  }

  private static String messages(String prefix, int count, String text) {
    return call(
        count,
        i ->
            "{\"id\":\"%s%d\",\"from\":\"15551\",\"timestamp\":\"1790000000\",\"type\":\"text\",\"text\":{\"body\":\"%s\"}}"
                .formatted(prefix, i, text));
  }

  private static String reactions(String target, int count) {
    return call(
        count,
        i ->
            "{\"id\":\"r%d\",\"from\":\"15551\",\"timestamp\":\"1790000000\",\"type\":\"reaction\",\"reaction\":{\"message_id\":\"%s\",\"emoji\":\"%s\"}}"
                .formatted(i, target, i % 2 == 0 ? "👍" : "🎉"));
  }

  private static String call(int count, IntFunction<String> message) {
    return IntStream.range(0, count)
        .mapToObj(message)
        .collect(Collectors.joining(",", "{\"messages\":[", "]}"));
  }

  /// A client that counts the events that it receives.
  private static final class Listener implements AutoCloseable, SocketClientListener {
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicInteger read = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private final SocketClient client;

    Listener(URI server) {
      client = SocketClient.connect(SocketClientOptions.of(server), this);
    }

    static int cutOff(List<Listener> clients) {
      return clients.stream().mapToInt(client -> client.ends.get()).sum();
    }

    @Override
    public void connected(String id, boolean recovered) {
      connected.incrementAndGet();
    }

    @Override
    public void event(String name, List<JsonNode> arguments) {
      if (name.equals("newMessage")) {
        messages.incrementAndGet();
      } else if (name.equals("messageStatusUpdate")) {
        read.addAndGet(arguments.getFirst().path("ids").size());
      }
    }

    @Override
    public void disconnected(ClientDisconnectReason reason) {
      ends.incrementAndGet();
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
