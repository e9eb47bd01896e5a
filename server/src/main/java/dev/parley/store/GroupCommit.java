package dev.parley.store;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one writer of a store: a thread that commits whatever steps are waiting as one group. While
/// one commit is under way the next group gathers, so the busier it gets, the cheaper a step
/// becomes. What a commit is each kind of store knows: see [Committer]. Which steps come first says
/// their [Priority].
///
/// Nothing that is thrown ends the thread, and every caller gets an answer. Safe for use by many
/// threads.
///
/// @param <S> the store's steps
public final class GroupCommit<S extends WaitingStep<?>> implements AutoCloseable {
  /// How many steps of a priority may wait; beyond it they are refused as `overloaded`.
  public static final int QUEUE = 4_096;

  /// After so long without a step the committer has its turn all the same.
  private static final long LOOK_NANOS = Duration.ofMillis(250).toNanos();

  /// From this many steps a commit on, callers are many at once.
  private static final int CROWD = 4;

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private final int most;
  private final Committer<S> committer;
  private final Supplier<S> nothing;
  private final StepQueue<S> queue = new StepQueue<>(QUEUE);
  private final Thread thread;

  // the writer's own; as large as they ever get
  private final List<S> group;
  private final List<S> unwoken = new ArrayList<>(2 * QUEUE);

  // the writer's own, to judge whether to wait for more
  private int lastSize;
  private int sizeBefore;

  private volatile boolean underWay;

  /// Since when the group's first step waits, while one is under way.
  private volatile long underWaySince;

  private volatile boolean closing;

  /// What a caller hears to whom nothing else was said. Made before it is needed, as memory may be
  /// what is missing then.
  private final Refusal left = unavailable("a commit cannot be made: see the log");

  /// Commits. Every method is called on the writer's thread.
  public interface Committer<S> {
    /// Commits a group, and settles its steps; those that it leaves are refused. Is called at the
    /// beginning, and a few times a second while there are no steps, with an empty group.
    void turn(List<S> group);

    /// Something that [#turn] threw: a fault of its own, or there is no memory.
    void abandon(List<S> group, Throwable failure);

    /// How long it pays to wait until callers who were answered by the last commit come back.
    default long patienceNanos() {
      return 0;
    }
  }

  /// Begins nothing yet.
  ///
  /// @param most how many steps are committed together at the most
  /// @param nothing makes a step that does nothing
  public GroupCommit(
      Thread.Builder threads, int most, Supplier<S> nothing, Committer<S> committer) {
    this.most = most;
    this.group = new ArrayList<>(most);
    this.nothing = nothing;
    this.committer = committer;
    this.thread = threads.name("store-writer").unstarted(this::loop);
  }

  /// Begins to commit.
  public void start() {
    thread.start();
  }

  /// Lets a step wait for its commit: [WaitingStep#await] has the result.
  ///
  /// @throws Refusal when too many wait, or the store is being closed
  public void add(S step) {
    if (closing) {
      throw stopping();
    }
    if (!queue.offer(step)) {
      throw new Refusal(
          ErrorCode.OVERLOADED, "more writes are waiting than the queue holds: try again shortly");
    }
    if (!thread.isAlive()) { // it ended between the two looks
      step.refuse(stopping());
    }
  }

  /// How many steps wait.
  public int waiting() {
    return queue.size();
  }

  /// How long the oldest step has waited that is not yet answered; zero when there is none.
  public Duration oldestWaiting() {
    if (underWay) {
      return Duration.ofNanos(Math.max(0, System.nanoTime() - underWaySince));
    }
    Long since = queue.oldest();
    return since == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, System.nanoTime() - since));
  }

  /// Whether the store is being closed.
  public boolean isClosing() {
    return closing;
  }

  /// Adds all that wait to a group. The committer's.
  public void takeAll(List<S> into) {
    queue.drainTo(into);
  }

  private void loop() {
    long wait = 0;
    while (!closing || !queue.isEmpty()) {
      try {
        wakeAgain();
        S first = queue.poll(wait);
        wait = LOOK_NANOS;
        if (first != null) {
          underWaySince = first.since();
          underWay = true;
          group.add(first);
          gather();
        }
        committer.turn(group);
      } catch (InterruptedException e) {
        LOG.atWarn().log("interruption of the store's writer ignored, close() ends it");
      } catch (Throwable e) {
        abandon(e);
      } finally {
        answerAll();
        underWay = false;
      }
    }
  }

  /// Adds what is waiting. Callers who were answered by the last commit come back a moment later,
  /// and would each time just miss the next one; so where commits are slow, a moment is given to
  /// them: half as many commits then do the same work. Where they are fast the same wait would cost
  /// more than it saves (measured: see ADR 5).
  private void gather() throws InterruptedException {
    queue.drainTo(group, most);
    int expected = Math.min(lastSize + sizeBefore, most);
    long patience = lastSize >= CROWD ? committer.patienceNanos() : 0;
    if (patience > 0) {
      long deadline = System.nanoTime() + patience;
      while (group.size() < expected) {
        S next = queue.poll(deadline - System.nanoTime());
        if (next == null) {
          break;
        }
        group.add(next);
      }
    }
    sizeBefore = lastSize;
    lastSize = group.size();
  }

  private void abandon(Throwable failure) {
    try {
      committer.abandon(group, failure);
    } catch (Throwable again) {
      log(again);
    }
  }

  private static void log(Throwable failure) {
    try {
      LOG.atError().setCause(failure).log("the store's writer met a fault of its own");
    } catch (Throwable unlogged) {
      // what was thrown cannot even be written down: the writer goes on all the same
    }
  }

  private void answerAll() {
    for (int i = 0; i < group.size(); i++) { // without an iterator: it works also without memory
      S step = group.get(i);
      step.refuse(left);
      if (!step.wake()) {
        unwoken.add(step);
      }
    }
    group.clear();
  }

  /// To wake a virtual thread can fail for want of memory; its caller must not sleep for ever.
  private void wakeAgain() {
    for (int i = unwoken.size() - 1; i >= 0 && unwoken.get(i).wake(); i--) {
      unwoken.remove(i);
    }
  }

  private static Refusal stopping() {
    return unavailable("Parley is stopping");
  }

  private static Refusal unavailable(String reason) {
    return new Refusal(ErrorCode.STORE_UNAVAILABLE, "the store is unavailable: " + reason);
  }

  /// Ends once everything that waits is committed.
  @Override
  public void close() {
    closing = true;
    queue.offer(nothing.get()); // wakes the writer; a full queue keeps it awake as it is
    try {
      thread.join();
      for (S late = queue.poll(0); late != null; late = queue.poll(0)) {
        late.refuse(stopping());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
