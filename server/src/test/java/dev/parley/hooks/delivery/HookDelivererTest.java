package dev.parley.hooks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.parley.access.Principal;
import dev.parley.chat.MemoryChatStore;
import dev.parley.hooks.HookFormat;
import dev.parley.hooks.HookLedger;
import dev.parley.hooks.HookRecord;
import dev.parley.hooks.HookRecord.Kind;
import dev.parley.hooks.HookStore;
import dev.parley.hooks.Hooks;
import dev.parley.hooks.MemoryHookStore;
import dev.parley.stream.ChangeStream;
import dev.parley.stream.CursorLeases;
import dev.parley.stream.MemoryCursorStore;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class HookDelivererTest {
  private static final Clock CLOCK = Clock.systemUTC();

  /// A store whose first read of a range fails with an exception that stores do not throw.
  private record FaultyStore(HookStore store, AtomicBoolean works) implements HookStore {
    @Override
    public <T> T step(Instant now, Function<HookLedger, T> step) {
      return store.step(now, step);
    }

    @Override
    public Optional<HookRecord> find(Kind kind, String id) {
      return store.find(kind, id);
    }

    @Override
    public List<HookRecord> all(Kind kind) {
      return store.all(kind);
    }

    @Override
    public List<HookRecord> range(Kind kind, String after, String before, int limit) {
      if (!works.getAndSet(true)) {
        throw new IllegalStateException("a fault");
      }
      return store.range(kind, after, before, limit);
    }
  }

  private final Vertx vertx = Vertx.vertx();
  private final List<HttpServer> receivers = new ArrayList<>();

  @AfterEach
  void stop() {
    receivers.forEach(receiver -> receiver.stop(0));
    vertx.close().await();
  }

  private String receiver(HttpHandler handler) throws IOException {
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.createContext("/", handler);
    receiver.start();
    receivers.add(receiver);
    return "http://127.0.0.1:%d/".formatted(receiver.getAddress().getPort());
  }

  private static void accept(HttpExchange call) throws IOException {
    call.sendResponseHeaders(204, -1);
    call.close();
  }

  /// Delivers calls to a receiver.
  private void deliver(String url, HookStore store, boolean rush, List<String> calls, Work work)
      throws Exception {
    MemoryChatStore chats = new MemoryChatStore(_ -> {});
    CursorLeases cursors =
        new CursorLeases(
            new MemoryCursorStore(), "p_1", /* alone= */ true, CLOCK, System::nanoTime);
    Hooks hooks = new Hooks(store, cursors, chats, /* allowPrivate= */ true, CLOCK);
    RetryPlan plan = new RetryPlan(Duration.ofMillis(10), Duration.ofHours(4), Duration.ofDays(3));
    HookWorker.Parts parts =
        new HookWorker.Parts(
            hooks,
            cursors,
            new ChangeStream(_ -> {}),
            chats,
            plan,
            CLOCK,
            () -> rush,
            HookListener.NONE);
    try (HookDeliverer deliverer =
        new HookDeliverer(parts, vertx, true, Duration.ofSeconds(30), true)) {
      deliverer.start();
      hooks.add(
          Principal.OPERATOR, new Hooks.RequestedHook(url, HookFormat.CLOUD_API, null, null, null));
      calls.forEach(call -> hooks.calls().keep(call.getBytes(UTF_8), "sha256=00"));
      work.run();
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  @Test
  void aFaultWhileCallsAreReadDoesNotStopTheirHook() throws Exception {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    String url =
        receiver(call -> {
          received.add(new String(call.getRequestBody().readAllBytes(), UTF_8));
          accept(call);
        });

    deliver(
        url,
        new FaultyStore(new MemoryHookStore(), new AtomicBoolean()),
        false,
        List.of("a call"),
        () -> assertEquals("a call", received.poll(30, TimeUnit.SECONDS)));
  }

  @ParameterizedTest
  @CsvSource({"false, 16", "true, 2"})
  void fewerEventsAreDeliveredAtOnceWhileManyWebhooksComeIn(boolean rush, int expected)
      throws Exception {
    Semaphore arrived = new Semaphore(0);
    Semaphore goOn = new Semaphore(0);
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    String url =
        receiver(call -> {
          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          arrived.release();
          goOn.acquireUninterruptibly();
          underWay.decrementAndGet();
          accept(call);
        });
    int count = 40;

    deliver(
        url,
        new MemoryHookStore(),
        rush,
        IntStream.range(0, count).mapToObj(HookDelivererTest::callOf).toList(),
        () -> {
          assertTrue(arrived.tryAcquire(expected, 30, TimeUnit.SECONDS));
          for (int i = expected; i < count; i++) {
            goOn.release();
            assertTrue(arrived.tryAcquire(30, TimeUnit.SECONDS));
          }
          goOn.release(expected);
        });

    assertEquals(expected, most.get());
  }

  /// A call from Meta, with a different customer for each number.
  private static String callOf(int customer) {
    return """
    {"entry":[{"changes":[{"field":"messages","value":{"messages":[
    {"from":"1555000%d","id":"wamid.%d","type":"text","text":{"body":"Hello"}}]}}]}]}
    """
        .formatted(customer, customer);
  }
}
