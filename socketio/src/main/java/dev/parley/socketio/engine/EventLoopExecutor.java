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

/// Runs tasks for the sessions of one event loop, in the order in which they were added. All
/// waiting tasks run in one turn. Their messages are sent at the end of the turn, with one write
/// and one flush for each connection.
///
/// Tasks may be added from any thread; a task that another task adds runs after it, never inside
/// it, so that all messages to a session have one order.
public final class EventLoopExecutor implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoopExecutor.class);

  /// The maximum number of tasks of one turn. Between turns the event loop reads from connections
  /// and runs delayed actions.
  private static final int MOST_IN_A_TURN = 256;

  /// A turn starts no further task after this time, because the other work of the event loop has to
  /// wait meanwhile.
  static final long LONGEST_TURN_NANOS = 5_000_000;

  /// A turn checks the time only after this number of tasks, so that messages that belong together
  /// are sent together.
  static final int TASKS_BETWEEN_LOOKS = 8;

  private static final int KINDS = 4;

  final SessionTimers times;
  final SlowReaders slowReaders;

  private final Supplier<Collection<Session>> sessions;

  private final EventLoop loop;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /// The time at which the next turn was scheduled, by [System#nanoTime]; 0 if no turn is
  /// scheduled.
  private volatile long scheduledAt;

  private volatile long turnSince;

  // The sessions to flush at the end of the turn. Used only by the event loop.
  private final List<Session> toFlush = new ArrayList<>();
  private final List<SendQueue> encoded = new ArrayList<>();
  private final Map<EventLoop, List<Runnable>> handOver = new HashMap<>();

  /// The queues that were created last, one for each kind of session: with and without offsets, for
  /// example.
  private final @Nullable SendQueue[] shared = new SendQueue[KINDS];

  private int nextShared;

  /// @param sessions all sessions, of this and of other event loops
  EventLoopExecutor(EventLoop loop, EngineOptions options, Supplier<Collection<Session>> sessions) {
    this.loop = loop;
    this.times = new SessionTimers(loop, options);
    this.sessions = sessions;
    this.slowReaders = new SlowReaders(this, options);
  }

  /// The sessions of this event loop.
  List<Session> sessions() {
    return sessions.get().stream().filter(session -> session.eventLoop() == this).toList();
  }

  /// Adds `task`, which must not block. Exceptions are logged.
  @Override
  public void execute(Runnable task) {
    waiting.incrementAndGet();
    tasks.add(task);
    schedule();
  }

  /// Runs `task` on the event loop after `delay`. The returned task cancels it; it must be run on
  /// the event loop.
  public Runnable after(Duration delay, Runnable task) {
    Future<?> timer = loop.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> timer.cancel(false);
  }

  /// Whether the calling thread is the event loop's.
  public boolean inEventLoop() {
    return loop.inEventLoop();
  }

  /// The number of waiting tasks, for back-pressure.
  public int waiting() {
    return waiting.get();
  }

  boolean isOn(EventLoop other) {
    return loop.equals(other);
  }

  /// The queue with `last` after the messages of `before`. Sessions with the same queue so far get
  /// the same new queue.
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

  /// Flushes `session` at the end of the turn.
  void flushLater(Session session) {
    toFlush.add(session);
    schedule();
  }

  /// Keeps the queue's buffer until the end of the turn, because other sessions may send it as
  /// well.
  void releaseLater(SendQueue queue) {
    encoded.add(queue);
    schedule();
  }

  /// Runs `task` on another event loop at the end of the turn; all tasks for that event loop are
  /// handed over together.
  void handOver(EventLoop other, Runnable task) {
    handOver.computeIfAbsent(other, _ -> new ArrayList<>()).add(task);
    schedule();
  }

  /// The time for which the oldest task has waited, or the current task has run; zero if the event
  /// loop is idle. Schedules an empty turn if the event loop is idle. If the event loop hangs, this
  /// turn waits, and the next call returns how long. Any thread may call it.
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
    } finally { // the next turn runs even after a failure
      turnSince = 0;
      scheduled.set(false);
      if (isAnythingLeft()) {
        // Scheduled rather than executed: the event loop would run executed tasks before it reads.
        schedule(turn -> {
          var _ = loop.schedule(turn, 0, TimeUnit.NANOSECONDS);
        });
      }
    }
  }

  private void runAndFlush() {
    try {
      runTasks();
      // By index, because a session may end while it is flushed, and its end may make others send.
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

  /// Whether tasks are left that this turn did not run.
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
