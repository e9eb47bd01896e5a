package dev.parley.hooks.delivery;

import dev.parley.chat.Refusal;
import dev.parley.hooks.Hook;
import dev.parley.stream.Cursor;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a worker for each active hook whose cursor this process owns. Notices changes of hooks by
/// this process immediately, and those of other processes on the same store every two seconds.
/// Costs nothing while there is no hook. Safe for use by many threads.
public final class HookDeliverer implements AutoCloseable {
  private static final long LOOK_MILLIS = 1_000;
  private static final long OTHERS_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long RENEW_NANOS = Duration.ofSeconds(3).toNanos();
  private static final Logger LOG = LoggerFactory.getLogger(HookDeliverer.class);

  private final HookWorker.Parts parts;
  private final Vertx vertx;
  private final TargetResolver resolver;
  private final Duration answer;
  private final boolean alone;

  private final Semaphore changes = new Semaphore(0);
  private final Map<String, HookWorker> workers = new ConcurrentHashMap<>();
  private final Thread thread;

  /// `made` is the number of times that this process has changed a hook, `noticed` the number of
  /// these changes that have taken effect.
  private final AtomicLong made = new AtomicLong();

  private volatile long noticed = -1;
  private volatile Map<String, String> off = Map.of();
  private volatile boolean closed;

  // used by the thread only
  private boolean mustRead = true;
  private long readAt = System.nanoTime();
  private long renewedAt = System.nanoTime();
  private List<Hook> hooks = List.of();

  /// The hooks that cannot be started until they are changed.
  private final Set<Hook> broken = new HashSet<>();

  /// @param allowPrivate whether receivers may be on this machine and in its network
  /// @param answer the longest time to wait for a receiver's answer
  /// @param alone whether no other process can have the store open
  public HookDeliverer(
      HookWorker.Parts parts, Vertx vertx, boolean allowPrivate, Duration answer, boolean alone) {
    this.parts = parts;
    this.vertx = vertx;
    this.resolver = new TargetResolver(allowPrivate, InetAddress::getAllByName);
    this.answer = answer;
    this.alone = alone;
    this.thread = Thread.ofVirtual().name("hooks").unstarted(this::run);
  }

  /// Starts to deliver.
  public void start() {
    parts
        .hooks()
        .onChange(() -> {
          made.incrementAndGet();
          changes.release();
        });
    thread.start();
  }

  /// Whether every change by this process has taken effect: from then on, nothing is delivered to
  /// removed hooks, and nothing about erased people.
  public boolean hasNoticed() {
    return noticed == made.get();
  }

  /// Why Parley turned hooks off: the reasons by the ids of the hooks. Does not block.
  public Map<String, String> off() {
    return off;
  }

  /// The number of events that wait for the hooks of this process.
  public int waiting() {
    return workers.values().stream().mapToInt(HookWorker::waiting).sum();
  }

  private void run() {
    try {
      while (!closed) {
        look();
        await();
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void await() throws InterruptedException {
    boolean idle = alone && workers.isEmpty() && !mustRead;
    if (idle) {
      changes.acquire();
      mustRead = true;
    } else if (changes.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      mustRead = true;
    }
    if (changes.drainPermits() > 0) {
      mustRead = true;
    }
  }

  private void look() {
    try {
      long now = System.nanoTime();
      boolean changedHere = mustRead;
      long noticing = made.get();
      if (mustRead || (!alone && now - readAt >= OTHERS_NANOS)) {
        hooks = parts.hooks().all();
        readAt = now;
        mustRead = false;
        off = off(hooks);
      }
      stopThoseThatEnded();
      renew(now, changedHere);
      startThoseThatAreMissing();
      if (changedHere) {
        noticed = noticing;
      }
    } catch (Refusal unavailable) {
      mustRead = true;
      LOG.atDebug().setCause(unavailable).log("hooks cannot be read now");
    } catch (Throwable fault) { // also an Error: the next round may succeed
      mustRead = true;
      LOG.atError().setCause(fault).log("managing outgoing webhooks failed");
    }
  }

  private static Map<String, String> off(List<Hook> hooks) {
    Map<String, String> off = new TreeMap<>();
    for (Hook hook : hooks) {
      if (hook.off() != null) {
        off.put(hook.id(), hook.off().reason());
      }
    }
    return off;
  }

  private void stopThoseThatEnded() {
    Map<String, Hook> wanted = new HashMap<>();
    hooks.stream().filter(Hook::active).forEach(it -> wanted.put(it.id(), it));
    Set<String> over = new HashSet<>();
    workers.forEach((id, worker) -> {
      if (worker.ended() || !worker.hook().equals(wanted.get(id))) {
        over.add(id);
      }
    });
    stop(over);
  }

  /// A worker that has lost its cursor must stop immediately: its memory may contain events about a
  /// person who was erased.
  private void renew(long now, boolean changedHere) {
    boolean due = changedHere || (!alone && now - renewedAt >= RENEW_NANOS);
    if (!due || workers.isEmpty()) {
      return;
    }
    renewedAt = now;
    Map<String, String> ids = new HashMap<>();
    workers.forEach((id, worker) -> ids.put(worker.hook().cursor(), id));
    Set<String> lost = new HashSet<>();
    parts.cursors().renew(ids.keySet()).forEach(cursor -> lost.add(ids.get(cursor)));
    stop(lost);
  }

  private void startThoseThatAreMissing() {
    for (Hook hook : hooks) {
      if (hook.active() && !workers.containsKey(hook.id()) && !broken.contains(hook)) {
        parts.cursors().take(hook.cursor()).ifPresent(cursor -> startUnlessDamaged(hook, cursor));
      }
    }
    broken.retainAll(hooks);
  }

  /// Starts a hook. A damaged hook must not prevent the others from starting.
  private void startUnlessDamaged(Hook hook, Cursor cursor) {
    try {
      start(hook, cursor);
    } catch (IllegalStateException damaged) {
      broken.add(hook);
      LOG.atError()
          .setCause(damaged)
          .addKeyValue("hook", hook.id())
          .log("an outgoing webhook cannot be delivered; remove it, and add it again");
    }
  }

  private void start(Hook hook, Cursor cursor) {
    HookWorker worker =
        new HookWorker(
            parts,
            hook,
            cursor,
            parts.hooks().log(hook.id()),
            new HttpReceiver(vertx, resolver, HookWorker.CONNECTIONS, answer));
    workers.put(hook.id(), worker);
    worker.start();
  }

  /// Stops workers in parallel, because each may take some time.
  private void stop(Collection<String> ids) {
    List<Thread> closing = new ArrayList<>();
    for (String id : ids) {
      HookWorker worker = workers.remove(id);
      if (worker != null) {
        closing.add(Thread.ofVirtual().start(worker::close));
      }
    }
    for (Thread one : closing) {
      try {
        one.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Stops all workers, so that other processes can continue with their hooks.
  @Override
  public void close() {
    closed = true;
    changes.release();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stop(Set.copyOf(workers.keySet()));
    resolver.close();
  }
}
