package dev.parley.socketio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.SocketAddress;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests many clients at a time that break every rule. After each test the server has no session
/// left, has logged no failure, has leaked no buffer, and still works. `-Dparley.seed=N` repeats a
/// run, except for the order in which clients connect.
@Timeout(120)
final class HostileTest {
  private static final int LOOPS = 2;
  private static final int AT_ONCE = 8;
  private static final int CROWD = 150;
  private static final int SESSIONS = 3000;

  /// The memory that the server may keep for clients that have disconnected, in addition to that of
  /// the first crowd: recoverable packets and sessions are limited as well.
  private static final long MOST_KEPT_BYTES = 8L << 20;

  private static final Duration PING_INTERVAL = Duration.ofMillis(400);
  private static final Duration PING_TIMEOUT = Duration.ofMillis(500);

  private final long seed = Long.getLong("parley.seed", System.nanoTime());
  private final Queue<Throwable> unhandled = new ConcurrentLinkedQueue<>();
  private final AtomicInteger port = new AtomicInteger();

  private ResourceLeakDetector.Level before;
  private LogWatch log;
  private Vertx vertx;
  private SocketIoServer server;

  @BeforeEach
  void start() {
    System.out.println("HostileTest: -Dparley.seed=" + seed);
    before = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    log = new LogWatch();
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));
    vertx.exceptionHandler(unhandled::add);
    server =
        new SocketIoServer(
            vertx,
            SocketIoOptions.builder()
                .pingInterval(PING_INTERVAL)
                .pingTimeout(PING_TIMEOUT)
                .upgradeTimeout(Duration.ofMillis(300))
                .connectTimeout(Duration.ofSeconds(1))
                .attachmentTimeout(Duration.ofMillis(300))
                .maxPayload(HostileClient.LIMIT)
                .maxAttachments(10, 2L * HostileClient.LIMIT)
                .recovery(Recovery.DEFAULTS)
                .build());
    server
        .of("/")
        .on("join", event -> event.socket().join(event.arg(0).asText()))
        .on("ack", event -> event.ack(event.arg(0)));
    server.of("/custom");
    vertx.deployVerticle(Listening::new, new DeploymentOptions().setInstances(LOOPS)).await();
  }

  private final class Listening extends VerticleBase {
    @Override
    public Future<?> start() {
      return vertx
          .createHttpServer()
          .requestHandler(server::handle)
          .listen(SocketAddress.sharedRandomPort(1, "127.0.0.1"))
          .onSuccess(listening -> port.set(listening.actualPort()));
    }
  }

  @AfterEach
  void stop() {
    server.close().await();
    vertx.close().await();
    log.close();
    ResourceLeakDetector.setLevel(before);
  }

  private void assertUnharmed() throws IOException {
    EngineServer.await(() -> server.connections() == 0);
    assertEquals(0, server.fetchSockets().await().size());
    try (RawSocket raw = RawSocket.joined(port.get())) {
      assertEquals("431[1]", raw.text("421[\"ack\",1]").read());
    }
    // Leaked buffers are reported when new buffers are created after a garbage collection.
    System.gc();
    for (int i = 0; i < 1000; i++) {
      ByteBufAllocator.DEFAULT.directBuffer(16).release();
    }
    assertEquals(List.of(), List.copyOf(unhandled));
    assertEquals(List.of(), log.alarms());
  }

  private static void closeAll(Iterable<? extends Closeable> clients) throws IOException {
    for (Closeable client : clients) {
      client.close();
    }
  }

  // --- Many clients ------------------------------------------------------------------------------

  @Test
  void aCrowdOfClientsLeavesNoState() throws Exception {
    try {
      crowd(0);
      long kept = kept();

      crowd(1);
      crowd(2);

      EngineServer.await(() -> kept() - kept < MOST_KEPT_BYTES);
    } catch (AssertionError failed) {
      throw new AssertionError("-Dparley.seed=" + seed, failed);
    }
  }

  /// Some clients leave immediately, the others only when the server has disconnected all.
  private void crowd(int number) throws Exception {
    Queue<HostileClient> open = new ConcurrentLinkedQueue<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<java.util.concurrent.Future<?>> acting = new ArrayList<>();
      for (int i = 0; i < CROWD; i++) {
        Random random = new Random(seed + (long) number * CROWD + i);
        acting.add(
            threads.submit(() -> {
              HostileClient client = HostileClient.act(port.get(), random);
              if (random.nextInt(3) == 0) {
                client.close();
              } else {
                open.add(client);
              }
              return client;
            }));
      }
      for (java.util.concurrent.Future<?> done : acting) {
        done.get();
      }
    }
    try {
      assertUnharmed();
    } finally {
      closeAll(open);
    }
  }

  private static long kept() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  // --- Numbers -----------------------------------------------------------------------------------

  @Test
  void thousandsOfUnusedSessionsEnd() throws IOException {
    try (RawHttp http = new RawHttp(port.get())) {
      for (int i = 0; i < SESSIONS; i++) {
        http.head("GET", "/socket.io/?EIO=4&transport=polling");
        assertEquals(200, http.answer().status());
      }
    }

    assertUnharmed();
  }

  @Test
  void thousandsOfUnknownIdsAreRefused() throws IOException {
    Random random = new Random(seed);
    try (RawHttp http = new RawHttp(port.get())) {
      for (int i = 0; i < SESSIONS; i++) {
        String sid = Long.toString(random.nextLong(), 36);
        http.head("GET", "/socket.io/?EIO=4&transport=polling&sid=" + sid);
        assertEquals("{\"code\":1,\"message\":\"Session ID unknown\"}", http.answer().body());
      }
    }

    assertUnharmed();
  }

  @Test
  void hundredsOfWebSocketsForOneSessionAreClosed() throws IOException {
    String sid = beginPolling();
    for (int i = 0; i < 500; i++) {
      String target = "/socket.io/?EIO=4&transport=websocket&sid=" + sid;
      try (RawSocket raw = new RawSocket(new RawHttp(port.get()), target)) {
        raw.text("2probe");
      } catch (IOException refused) {
        // The session has ended meanwhile.
      }
    }

    assertUnharmed();
  }

  private String beginPolling() throws IOException {
    try (RawHttp http = new RawHttp(port.get())) {
      String handshake = http.head("GET", "/socket.io/?EIO=4&transport=polling").answer().body();
      return handshake.replaceFirst("(?s).*\"sid\":\"([\\w-]{20})\".*", "$1");
    }
  }

  // --- Slow clients ------------------------------------------------------------------------------

  /// Clients that send one byte after another for ever: the body would keep its session and its
  /// data in memory.
  @Test
  void postsThatTrickleAreCutOffWithTheirSessions() throws Exception {
    List<RawHttp> slow = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String sid = beginPolling();
      String target = "/socket.io/?EIO=4&transport=polling&sid=" + sid;
      slow.add(new RawHttp(port.get()).head("POST", target, "Content-Length: 100000"));
    }
    trickle(slow, "4");

    assertUnharmed();
    closeAll(slow);
  }

  /// Sends one byte after the other on each connection, until the server has ended all.
  private static void trickle(List<RawHttp> connections, String part) {
    List<RawHttp> left = new ArrayList<>(connections);
    EngineServer.await(() -> {
      left.removeIf(connection -> !takes(connection, part));
      return left.isEmpty();
    });
  }

  private static boolean takes(RawHttp connection, String part) {
    try {
      connection.bytes(part.getBytes(UTF_8));
      return true;
    } catch (IOException ended) {
      return false;
    }
  }

  @Test
  void headsThatTrickleMakeNoSessions() throws Exception {
    List<RawHttp> slow = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      RawHttp http = new RawHttp(port.get());
      slow.add(http);
      http.bytes("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nX-Slow: ".getBytes(UTF_8));
    }
    for (int i = 0; i < 20; i++) {
      for (RawHttp http : slow) {
        http.bytes("x".getBytes(UTF_8));
      }
    }

    assertEquals(0, server.connections());
    assertUnharmed();
    closeAll(slow);
  }

  @Test
  void webSocketsThatTrickleAreClosedByTheHeartbeat() throws Exception {
    List<RawHttp> slow = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      RawHttp http = new RawHttp(port.get());
      slow.add(http);
      new RawSocket(http, "/socket.io/?EIO=4&transport=websocket")
          .bytes(new byte[] {(byte) 0x81, (byte) 0xFE, 0x7F, 0x7F, 0, 0, 0, 0});
    }
    trickle(slow, "4");

    assertUnharmed();
    closeAll(slow);
  }

  // --- After the session has ended ---------------------------------------------------------------

  @Test
  void packetsAfterACloseAreIgnored() throws IOException {
    try (RawSocket raw = RawSocket.joined(port.get())) {
      raw.text("1");
      for (int i = 0; i < 1000; i++) {
        raw.text("42[\"join\",\"r" + i + "\"]");
      }
    } catch (IOException cutOff) {
      // The server may cut off the client.
    }

    assertUnharmed();
  }
}
