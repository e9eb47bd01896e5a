package dev.parley.hooks.delivery;

import dev.parley.chat.Refusal;
import dev.parley.chat.StreamPosition;
import dev.parley.hooks.Hook;
import dev.parley.hooks.HookEvent;
import dev.parley.hooks.MetaCall;
import dev.parley.hooks.WaitingDelivery;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Meta's calls, for the format `cloud-api`. Waiting calls are rows of the store, which are removed
/// after delivery; the hook's cursor only decides which process delivers.
final class CallSource implements Source {
  private static final Logger LOG = LoggerFactory.getLogger(CallSource.class);

  /// The interval for finding calls that other processes have kept, and for retrying after a
  /// failure of the store.
  private static final long LOOK_MILLIS = 1_000;

  /// The body of a call in the window: bodies are read only when they are needed, because they may
  /// be large.
  private static final byte[] NOTHING = {};

  private final HookWorker.Parts parts;
  private final Hook hook;
  private final DeliveryWindow window;
  private final Thread thread;
  private final Semaphore news = new Semaphore(0);
  private volatile boolean closed;

  private final Runnable kept = news::release;

  /// The delivered calls that are not yet removed from the store.
  private final Set<Long> done = new TreeSet<>();

  CallSource(HookWorker.Parts parts, Hook hook, DeliveryWindow window) {
    this.parts = parts;
    this.hook = hook;
    this.window = window;
    this.thread = Thread.ofVirtual().name(hook.cursor() + "-calls").unstarted(this::run);
  }

  @Override
  public void start() {
    parts.hooks().calls().onKept(kept);
    thread.start();
  }

  private void run() {
    long last = 0;
    try {
      while (!closed) {
        List<MetaCall> calls = read(last);
        for (MetaCall call : calls) {
          last = call.number();
          put(call);
        }
        if (calls.isEmpty()) {
          var _ = news.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
          news.drainPermits();
        }
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } catch (Throwable fault) { // also an Error: the next worker reads from the beginning
      window.close();
      LOG.atError()
          .setCause(fault)
          .addKeyValue("hook", hook.id())
          .log("calls for an outgoing webhook could not be read");
    }
  }

  private List<MetaCall> read(long last) {
    try {
      return parts.hooks().calls().after(hook.id(), last);
    } catch (Refusal unavailable) {
      LOG.atDebug().setCause(unavailable).log("waiting calls cannot be read now");
      return List.of();
    }
  }

  private void put(MetaCall call) {
    Instant now = parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    var _ = // once it is closed, the next worker reads it again
        window.add(
            new WaitingDelivery(
                new StreamPosition(call.number(), 0),
                HookEvent.META_CALL,
                String.join(" ", call.lanes()),
                Long.toString(call.number()),
                0,
                null,
                now),
            NOTHING);
  }

  @Override
  public @Nullable Post post(WaitingDelivery waiting, byte @Nullable [] body, Instant at) {
    long number = waiting.position().number();
    MetaCall call = parts.hooks().calls().find(hook.id(), number).orElse(null);
    if (call == null) {
      return null;
    }
    return new Post("call_" + number, Map.of("X-Hub-Signature-256", call.signature()), call.body());
  }

  @Override
  public void settled(WaitingDelivery waiting) {
    synchronized (done) {
      done.add(waiting.position().number());
    }
  }

  /// Removes delivered calls from the store.
  @Override
  public boolean save(DeliveryWindow.Snapshot snapshot) {
    List<Long> over;
    synchronized (done) {
      over = List.copyOf(done);
    }
    boolean isOwner = parts.cursors().move(hook.cursor(), snapshot.read(), "");
    // Another process need not deliver them again.
    parts.hooks().calls().remove(hook.id(), over);
    synchronized (done) {
      over.forEach(done::remove);
    }
    return isOwner;
  }

  @Override
  public void close() {
    closed = true;
    parts.hooks().calls().forget(kept);
    news.release();
    thread.interrupt();
  }
}
