package dev.parley.hooks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HookDelivererTest {
  private static final Clock CLOCK = Clock.systemUTC();

  /// A store whose first read of a range meets a fault that is not the store's.
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

  @Test
  void aFaultWhileCallsAreReadDoesNotStopTheirHook() throws Exception {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        call -> {
          received.add(new String(call.getRequestBody().readAllBytes(), UTF_8));
          call.sendResponseHeaders(204, -1);
          call.close();
        });
    receiver.start();
    Vertx vertx = Vertx.vertx();
    MemoryChatStore store = new MemoryChatStore(_ -> {});
    CursorLeases cursors =
        new CursorLeases(
            new MemoryCursorStore(), "p_1", /* alone= */ true, CLOCK, System::nanoTime);
    Hooks hooks =
        new Hooks(
            new FaultyStore(new MemoryHookStore(), new AtomicBoolean()),
            cursors,
            store,
            /* allowPrivate= */ true,
            CLOCK);
    RetryPlan plan = new RetryPlan(Duration.ofMillis(10), Duration.ofHours(4), Duration.ofDays(3));
    HookWorker.Parts parts =
        new HookWorker.Parts(
            hooks, cursors, new ChangeStream(_ -> {}), store, plan, CLOCK, HookListener.NONE);
    try (HookDeliverer deliverer =
        new HookDeliverer(parts, vertx, true, Duration.ofSeconds(5), true)) {
      deliverer.start();
      String url = "http://127.0.0.1:%d/".formatted(receiver.getAddress().getPort());
      hooks.add(Principal.OPERATOR, new Hooks.Wish(url, HookFormat.CLOUD_API, null, null, null));
      hooks.calls().keep("a call".getBytes(UTF_8), "sha256=00");

      assertEquals("a call", received.poll(30, TimeUnit.SECONDS));
    } finally {
      receiver.stop(0);
      vertx.close().await();
    }
  }
}
