package dev.parley.socketio.engine;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An event loop's work for the sessions that live on it, first come first served. The tasks that
/// wait run in one turn; what they send leaves at the turn's end, in one write and one flush a
/// connection.
///
/// Tasks may be added from any thread; a task that is added by a task runs after it, never inside
/// it, so that everything a session is sent has one order.
public final class EventLoopExecutor implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoopExecutor.class);

  /// Between turns the event loop reads and rings alarms.
  private static final int MOST_IN_A_TURN = 256;

  /// A turn begins no further task after so long: what the event loop does beside it has to wait.
  static final long LONGEST_TURN_NANOS = 5_000_000;

  /// After so many tasks the time is looked at: what belongs together leaves together.
  static final int TASKS_BETWEEN_LOOKS = 8;

  private static final int KINDS = 4;

  final SessionTimers times;
  final SlowReaders slowReaders;

  private final Supplier<Collection<Session>> sessions;

  private final EventLoop loop;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /// When the next turn was asked for, and since when the tasks of the current turn have waited, by
  /// [System#nanoTime]; 0 when there is none.
  private volatile long scheduledAt;

  private volatile long turnSince;

  // The event loop's own, until the end of the turn.
  private final List<Session> toFlush = new ArrayList<>();
  private final List<SendQueue> encoded = new ArrayList<>();
  private final Map<EventLoop, List<Runnable>> handOver = new HashMap<>();

  /// The queues that were made last, one of them for each kind of session: with and without
  /// offsets, for example.
  private final @Nullable SendQueue[] shared = new SendQueue[KINDS];

  private int nextShared;

  /// @param sessions all there are, of this and of other event loops
  EventLoopExecutor(EventLoop loop, EngineOptions options, Supplier<Collection<Session>> sessions) {
    this.loop = loop;
    this.times = new SessionTimers(loop, options);
    this.sessions = sessions;
    this.slowReaders = new SlowReaders(this, options);
  }

  /// Its sessions.
  List<Session> sessions() {
    return sessions.get().stream().filter(session -> session.eventLoop() == this).toList();
  }

  /// Adds `task`, which must not block; what it throws is logged.
  @Override
  public void execute(Runnable task) {
    waiting.incrementAndGet();
    tasks.add(task);
    schedule();
  }

  /// Runs `task` on the event loop after `delay`, unless what is returned is run before, on the
  /// event loop.
  public Runnable after(Duration delay, Runnable task) {
    Future<?> timer = loop.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> timer.cancel(false);
  }

  /// Whether the calling thread is the event loop's.
  public boolean inEventLoop() {
    return loop.inEventLoop();
  }

  /// How many tasks wait; for back-pressure.
  public int waiting() {
    return waiting.get();
  }

  boolean isOn(EventLoop other) {
    return loop.equals(other);
  }

  /// `before` and then `last`. Sessions that have the same behind them get the same queue.
  SendQueue append(@Nullable SendQueue before, OutgoingMessage last) {
    for (SendQueue queue : shared) {
      if (queue != null && queue.is(before, last)) {
        return queue;
      }
    }
    SendQueue made = new SendQueue(before, last);
    shared[nextShared] = made;
    nextShared = (nextShared + 1) % KINDS;
    return made;
  }

  /// Lets `session` send what it has when the turn ends.
  void flushLater(Session session) {
    toFlush.add(session);
    schedule();
  }

  /// Keeps the queue's buffer until the turn ends: others may send the same.
  void releaseLater(SendQueue queue) {
    encoded.add(queue);
    schedule();
  }

  /// Runs `task` on another event loop when the turn ends; all tasks for it go over together.
  void handOver(EventLoop other, Runnable task) {
    handOver.computeIfAbsent(other, _ -> new ArrayList<>()).add(task);
    schedule();
  }

  /// How long the oldest task has waited, or the task that runs now has run; zero when the event
  /// loop is idle. An idle event loop is given an empty turn to take, so that the next call notices
  /// an event loop that hangs although nobody uses it. Any thread may call it.
  public Duration oldestWaiting() {
    long since = turnSince;
    if (since == 0) {
      since = scheduledAt;
    }
    if (since == 0) {
      schedule();
      return Duration.ZERO;
    }
    return Duration.ofNanos(Math.max(0, System.nanoTime() - since));
  }

  private void schedule() {
    schedule(loop::execute);
  }

  private void schedule(Consumer<Runnable> how) {
    if (scheduled.compareAndSet(false, true)) {
      scheduledAt = System.nanoTime() | 1; // never 0
      try {
        how.accept(this::turn);
      } catch (Throwable refused) {
        scheduled.set(false); // the next task tries again
        throw refused;
      }
    }
  }

  private void turn() {
    turnSince = scheduledAt;
    scheduledAt = 0;
    try {
      runAndFlush();
    } finally { // whatever fails there, the next turn comes
      turnSince = 0;
      scheduled.set(false);
      if (isAnythingLeft()) {
        // The event loop would go on with what is executed before it reads.
        schedule(turn -> {
          var _ = loop.schedule(turn, 0, TimeUnit.NANOSECONDS);
        });
      }
    }
  }

  private void runAndFlush() {
    try {
      runTasks();
      // By index: what is flushed may end, and tell others, who send.
      for (int i = 0; i < toFlush.size(); i++) {
        Session session = toFlush.get(i);
        guarded(session::flush);
      }
    } finally {
      toFlush.clear();
      encoded.forEach(queue -> guarded(() -> queue.release(slowReaders)));
      encoded.clear();
      Arrays.fill(shared, null);
      handOver.forEach((other, batch) ->
          guarded(() -> other.execute(() -> batch.forEach(EventLoopExecutor::guarded))));
      handOver.clear();
    }
  }

  /// Whether something came that this turn did not get to.
  private boolean isAnythingLeft() {
    return !tasks.isEmpty() || !toFlush.isEmpty() || !encoded.isEmpty() || !handOver.isEmpty();
  }

  private void runTasks() {
    int ran = 0;
    long end = System.nanoTime() + LONGEST_TURN_NANOS;
    try {
      for (Runnable task = next(ran, end); task != null; task = next(ran, end)) {
        ran++;
        guarded(task);
      }
    } finally {
      waiting.addAndGet(-ran);
    }
  }

  private @Nullable Runnable next(int ran, long end) {
    boolean goesOn =
        ran < MOST_IN_A_TURN && (ran % TASKS_BETWEEN_LOOKS != 0 || System.nanoTime() - end < 0);
    return goesOn ? tasks.poll() : null;
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      Failures.log(LOG, "a task of a session failed", failure);
    }
  }
}
