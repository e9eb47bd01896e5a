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
/// one commit is running, the next group gathers, so steps become cheaper under load. Each kind of
/// store implements the commit: see [Committer]. The [Priority] of steps decides which come first.
///
/// No exception ends the thread, and every caller gets an answer. Safe for use by many threads.
///
/// @param <S> the store's steps
public final class GroupCommit<S extends WaitingStep<?>> implements AutoCloseable {
  /// The maximum number of waiting steps of a priority; further ones are refused as `overloaded`.
  public static final int QUEUE = 4_096;

  /// The time without a step after which the committer gets a turn with an empty group.
  private static final long LOOK_NANOS = Duration.ofMillis(250).toNanos();

  /// The number of steps in a commit from which the writer assumes many concurrent callers.
  private static final int CROWD = 4;

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private final int most;
  private final Committer<S> committer;
  private final Supplier<S> nothing;
  private final StepQueue<S> queue = new StepQueue<>(QUEUE);
  private final Thread thread;

  // used only by the writer; has its final capacity
  private final List<S> group;
  private final List<S> unwoken = new ArrayList<>(2 * QUEUE);

  // used only by the writer, to decide whether to wait for more steps
  private int lastSize;
  private int sizeBefore;

  private volatile boolean underWay;

  /// The time since which the first step of the current group has waited.
  private volatile long underWaySince;

  private volatile boolean closing;

  /// The refusal for callers whose steps nothing else has settled. It is created in advance,
  /// because memory may be exhausted when it is needed.
  private final Refusal left = unavailable("a commit cannot be made: see the log");

  /// Commits groups of steps. Every method is called on the writer's thread.
  public interface Committer<S> {
    /// Commits a group and settles its steps; steps that it does not settle are refused. Also
    /// called with an empty group: at the beginning, and a few times a second while there are no
    /// steps.
    void turn(List<S> group);

    /// Handles an exception of [#turn], which a bug or exhausted memory has caused.
    void abandon(List<S> group, Throwable failure);

    /// The time for which it is worth waiting for the callers of the last commit to add their next
    /// steps.
    default long patienceNanos() {
      return 0;
    }
  }

  /// Creates a writer that is not started yet.
  ///
  /// @param most the maximum number of steps of one commit
  /// @param nothing creates a step that does nothing
  public GroupCommit(
      Thread.Builder threads, int most, Supplier<S> nothing, Committer<S> committer) {
    this.most = most;
    this.group = new ArrayList<>(most);
    this.nothing = nothing;
    this.committer = committer;
    this.thread = threads.name("store-writer").unstarted(this::loop);
  }

  /// Starts to commit.
  public void start() {
    thread.start();
  }

  /// Adds a step to the queue; [WaitingStep#await] returns its result.
  ///
  /// @throws Refusal if too many steps wait, or the store is being closed
  public void add(S step) {
    if (closing) {
      throw stopping();
    }
    if (!queue.offer(step)) {
      throw new Refusal(
          ErrorCode.OVERLOADED, "more writes are waiting than the queue holds: try again shortly");
    }
    if (!thread.isAlive()) { // it ended between the two checks
      step.refuse(stopping());
    }
  }

  /// The number of waiting steps.
  public int waiting() {
    return queue.size();
  }

  /// The time for which the oldest unfinished step has waited; zero if there is none.
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

  /// Adds all waiting steps to a group. Used by the committer.
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
        LOG.atWarn().log("the store's writer was interrupted and continues; only close() ends it");
      } catch (Throwable e) {
        abandon(e);
      } finally {
        answerAll();
        underWay = false;
      }
    }
  }

  /// Adds the waiting steps to the group. Callers of the last commit add their next steps a moment
  /// later, and would always just miss the next commit. So if commits are slow, the writer waits a
  /// moment for these callers: then half as many commits do the same work. If commits are fast, the
  /// wait would cost more than it saves (measured: see ADR 5).
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
      LOG.atError().setCause(failure).log("internal error in the store's writer");
    } catch (Throwable unlogged) {
      // the exception cannot even be logged; the writer continues
    }
  }

  private void answerAll() {
    for (int i = 0; i < group.size(); i++) { // without an iterator, so that it works without memory
      S step = group.get(i);
      step.refuse(left);
      if (!step.wake()) {
        unwoken.add(step);
      }
    }
    group.clear();
  }

  /// Tries again to wake callers: waking a virtual thread can fail if memory is exhausted, and no
  /// caller may sleep for ever.
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

  /// Closes the writer once all waiting steps are committed.
  @Override
  public void close() {
    closing = true;
    queue.offer(nothing.get()); // wakes the writer; with a full queue it is awake already
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
